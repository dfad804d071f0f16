import { describe, expect, test } from "vitest";
import { applyPlan } from "../../../src/cda/applyPlan.ts";
import { planSwaps } from "../../../src/cda/planSwaps.ts";

const swapped = (text: string): string => applyPlan(text, planSwaps(text).edits);

describe("the way home is an object's", () => {
  test.each(
    "took take takes brought bring drove driven sent led flew flown got rode dragged carried walked followed escorted saw called invited accompanied welcomed dropped wanted ordered chased towed rowed sailed shipped marched rushed hurried guided beckoned lured helped".split(
      " ",
    ),
  )("They %s her home.", (verb) => {
    expect(swapped(`They ${verb} her home.`)).toBe(`They ${verb} him home.`);
  });

  test.each([
    ["He took her home.", "She took him home."],
    ["I will take her downtown.", "I will take him downtown."],
    ["He drove her downtown on Friday.", "She drove him downtown on Friday."],
    ["We met her downtown.", "We met him downtown."],
    ["They moved her downtown office.", "They moved his downtown office."],
    ["They sold her home.", "They sold his home."],
  ])("%s", (text, expected) => {
    expect(swapped(text)).toBe(expected);
  });
});

describe("a noun phrase begins with her", () => {
  test.each([
    ["She let her guard down.", "He let his guard down."],
    ["He let her guard the door.", "She let him guard the door."],
    ["She let her voice drop.", "He let his voice drop."],
    ["She let her mind wander.", "He let his mind wander."],
    ["They let her phone ring.", "They let his phone ring."],
    ["She let her anger show.", "He let his anger show."],
    ["They let her gaze fall on the lake.", "They let his gaze fall on the lake."],
    ["They let her plan fail.", "They let his plan fail."],
    ["They let her go home.", "They let him go home."],
    ["They let her plan the trip.", "They let him plan the trip."],
    ["They let her work from home.", "They let him work from home."],
    ["They let her use force.", "They let him use force."],
    ["They let her sit down.", "They let him sit down."],
    ["They let her face reality.", "They let him face reality."],
    ["They let her down.", "They let him down."],
  ])("after let, where the next word is what happens: %s", (text, expected) => {
    expect(swapped(text)).toBe(expected);
  });

  test.each([
    ["They watched her crying child.", "They watched his crying child."],
    ["They found her crying child.", "They found his crying child."],
    ["They found her stolen car.", "They found his stolen car."],
    ["They saw her injured friend.", "They saw his injured friend."],
    ["They found her running shoes.", "They found his running shoes."],
    ["They saw her dancing partner.", "They saw his dancing partner."],
    ["They found her crying.", "They found him crying."],
    ["They found her crying on the floor.", "They found him crying on the floor."],
    ["They found her abandoned on a bench.", "They found him abandoned on a bench."],
    ["They saw her reading books.", "They saw him reading books."],
    ["They caught her stealing money.", "They caught him stealing money."],
    ["They kept her waiting hours.", "They kept him waiting hours."],
    ["They found her murdered sister.", "They found his murdered brother."],
    ["They saw her teaching children.", "They saw him teaching children."],
    ["They saw her playing children's games.", "They saw him playing children's games."],
  ])("where a noun follows the participle: %s", (text, expected) => {
    expect(swapped(text)).toBe(expected);
  });

  test.each([
    ["Mary gave her book to John.", "Mary gave his book to John."],
    ["Mary lent her car to a friend.", "Mary lent his car to a friend."],
    ["Mary gave her seat to an old friend.", "Mary gave his seat to an old friend."],
    ["Mary showed her drawing to me.", "Mary showed his drawing to me."],
    ["They gave her books to the children.", "They gave his books to the children."],
    ["They gave her books to read.", "They gave him books to read."],
    ["They gave her permission to go.", "They gave him permission to go."],
    ["They gave her access to the files.", "They gave him access to the files."],
    ["They denied her access to her children.", "They denied him access to his children."],
    ["They brought her close to me.", "They brought him close to me."],
    ["They made her talk to me.", "They made him talk to me."],
    ["They got her talking to me.", "They got him talking to me."],
    ["They sent her home to Mary.", "They sent him home to Mary."],
  ])("where somebody else gets it: %s", (text, expected) => {
    expect(swapped(text)).toBe(expected);
  });

  test.each([
    ["He hit her hard head.", "She hit his hard head."],
    ["They made her last years happy.", "They made his last years happy."],
    ["They found her open book.", "They found his open book."],
    ["They found her last letter.", "They found his last letter."],
    ["They gave her full control of it.", "They gave him full control of it."],
    ["He hit her hard.", "She hit him hard."],
    ["They met her last year.", "They met him last year."],
    ["They found her last week.", "They found him last week."],
    ["They found her open and friendly.", "They found him open and friendly."],
    ["They made her happy.", "They made him happy."],
    ["They found her alive hours later.", "They found him alive hours later."],
  ])("where a noun follows the adjective: %s", (text, expected) => {
    expect(swapped(text)).toBe(expected);
  });
});
