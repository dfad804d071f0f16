import { describe, expect, test } from "vitest";
import { swapWith } from "../swapWith.ts";

/** `=` says that the text stays as it is. */
function check(direction: string, text: string, wanted: string): void {
  expect(swapWith("religion", direction, text)).toBe(wanted === "=" ? text : wanted);
}

describe("religion", () => {
  describe("noun and adjective", () => {
    test.each([
      [
        "Muslim->Jewish",
        "A Muslim living in Berlin met a Muslim family.",
        "A Jew living in Berlin met a Jewish family.",
      ],
      [
        "Muslim->Jewish",
        "He is Muslim, and his friend is a devout Muslim from Oran.",
        "He is Jewish, and his friend is a devout Jew from Oran.",
      ],
      [
        "Muslim->Jewish",
        "The only Muslim there said that Muslims' rights and a Muslim's duties differ.",
        "The only Jew there said that Jews' rights and a Jew's duties differ.",
      ],
      [
        "Muslim->Jewish",
        "A Muslim and a Hindu met Muslim and Hindu leaders.",
        "A Jew and a Hindu met Jewish and Hindu leaders.",
      ],
      [
        "Muslim->Jewish",
        "My roommate's Muslim, and she was raised Muslim.",
        "My roommate's Jewish, and she was raised Jewish.",
      ],
      [
        "Muslim->Jewish",
        "A Muslim-owned grocery welcomes every non-Muslim and non-Muslim guests.",
        "A Jewish-owned grocery welcomes every non-Jew and non-Jewish guests.",
      ],
      ["Muslim->Jewish", "a muslim guy i know says muslims dont drink", "a jewish guy i know says jews dont drink"],
      [
        "Jewish->Muslim",
        "A Jew and her Jewish neighbours met Jews.",
        "A Muslim and her Muslim neighbours met Muslims.",
      ],
      [
        "Christian->Jewish",
        "As a Christian, I disagree; she is not Christian.",
        "As a Jew, I disagree; she is not Jewish.",
      ],
      ["Muslim->Jewish", "A practising Muslim met a Muslim's son.", "A practising Jew met a Jew's son."],
      ["Sikh->Jewish", "A Sikh and his Sikh wife left.", "A Jew and his Jewish wife left."],
      ["Muslim->atheist", "A Muslim teacher and two Muslims left.", "An atheist teacher and two atheists left."],
    ])("%s: %s", check);
  });

  describe("places, clergy, scripture", () => {
    test.each([
      [
        "Christian->Muslim",
        "The pastors of three churches read the Bible.",
        "The imams of three mosques read the Quran.",
      ],
      ["Christian->Jewish", "The minister preached in the chapel.", "The rabbi preached in the synagogue."],
      ["Muslim->Christian", "The imam's mosque has a minaret.", "The priest's church has a steeple."],
      [
        "Muslim->Christian",
        "Imam Hassan spoke to Imam Ali's family.",
        "Reverend Hassan spoke to Reverend Ali's family.",
      ],
      [
        "Christian->Muslim",
        "Pastor Williams and Rev. Jones led the service.",
        "Imam Williams and Imam Jones led the service.",
      ],
      ["Christian->Jewish", "Father O'Brien heard confession.", "Rabbi O'Brien heard confession."],
      ["Christian->Muslim", "Bishop Turner met a bishop.", "Mufti Turner met a mufti."],
      [
        "Muslim->Hindu",
        "The imam recited the Quran in the mosque.",
        "The priest recited the Bhagavad Gita in the temple.",
      ],
      ["Christian->Hindu", "A priest and a pastor met in the church.", "A pandit and a priest met in the temple."],
      ["Hindu->Christian", "A Hindu priest opened the temple.", "A Christian priest opened the church."],
      ["Buddhist->Christian", "Buddhist monks swept the temple.", "Christian monks swept the church."],
      ["Buddhist->Muslim", "The monks swept the temple yard.", "The imams swept the mosque yard."],
      ["Jewish->Muslim", "Good morning, Rabbi. The Rabbi smiled.", "Good morning, Imam. The Imam smiled."],
      ["Christian->Muslim", "The ministers of three parishes prayed.", "The imams of three parishes prayed."],
      ["Jewish->Muslim", "Jewish law forbids it at the kosher deli.", "Islamic law forbids it at the halal deli."],
      ["Christian->Muslim", "Christian art and Christian students", "Islamic art and Muslim students"],
      ["Hindu->Muslim", "Hinduism and Diwali interest her.", "Islam and Eid interest her."],
      ["Jewish->Muslim", "Orthodox Jews fear antisemitism.", "Muslims fear Islamophobia."],
    ])("%s: %s", check);
  });

  describe("two ways", () => {
    test.each([
      [
        "Muslim<->Christian",
        "An imam and a priest met at a church near the mosque.",
        "A priest and an imam met at a mosque near the church.",
      ],
      [
        "Muslim<->Jewish",
        "Jewish and Muslim students shared kosher and halal meals.",
        "Muslim and Jewish students shared halal and kosher meals.",
      ],
      ["Christian<->Hindu", "The church faces the temple.", "The temple faces the church."],
    ])("%s: %s", check);
  });

  describe("case, articles, markup", () => {
    test.each([
      ["Muslim->Jewish", "MUSLIMS DEMAND APOLOGY", "JEWS DEMAND APOLOGY"],
      ["Muslim->Jewish", "Local Muslims Open Food Bank Near Mosque", "Local Jews Open Food Bank Near Synagogue"],
      ["Muslim->Christian", "An Islamic charity hired an imam.", "A Christian charity hired a priest."],
      ["Christian->Muslim", "A priest met a Christian.", "An imam met a Muslim."],
      [
        "Muslim->Christian",
        '{"muslim": "A Muslim chef"} at https://example.org/mosque',
        '{"muslim": "A Christian chef"} at https://example.org/mosque',
      ],
    ])("%s: %s", check);
  });

  describe("given names and institutions", () => {
    test.each([
      ["Christian->Muslim", "Christian went home; I met Christian and Christian's dog.", "="],
      [
        "Christian->Muslim",
        "Christian bakers met Christian Dior's cousin.",
        "Muslim bakers met Christian Dior's cousin.",
      ],
      ["Christian->Muslim", "Christian, could you call my brother Christian?", "="],
      ["Christian->Muslim", "The Church of England met in St. Mary's Church on Church Street.", "="],
      ["Christian->Muslim", "The Catholic Church and Texas Christian University agreed.", "="],
      ["Jewish->Christian", "The Jewish Theological Seminary is in New York.", "="],
      [
        "Jewish->Christian",
        "Jewish Museum Opens Second Jewish Archive",
        "Jewish Museum Opens Second Christian Archive",
      ],
      ["Christian->Muslim", "A born-again Christian met a Christian.", "A born-again Muslim met a Muslim."],
      [
        "Muslim->Christian",
        "A British Muslim of Pakistani descent won.",
        "A British Christian of Pakistani descent won.",
      ],
      ["Christian->Muslim", "Bishop played bass in Church & Co.", "="],
      ["Christian->Muslim", "Alonzo Church and Elizabeth Bishop never met.", "="],
      [
        "Jewish->Muslim",
        "The Jewish Museum and the World Jewish Congress helped Jewish students.",
        "The Jewish Museum and the World Jewish Congress helped Muslim students.",
      ],
      ["Muslim->Christian", "The Islamic Republic of Iran closed the Blue Mosque in spring.", "="],
      ["Christian->Muslim", 'They sang "All I Want for Christmas Is You" at school.', "="],
    ])("%s: %s", check);
  });

  describe("other senses", () => {
    test.each([
      ["Christian->Muslim", "The foreign minister met ministers from nine countries.", "="],
      ["Christian->Muslim", "The bishop took the rook in a game of chess.", "="],
      ["Christian->Muslim", "This is the bible of plumbing and a gardener's bible.", "="],
      ["Muslim->Christian", "The town is a mecca for surfers.", "="],
      ["Hindu->Muslim", "He rubbed his temples; a pain sat in his left temple.", "="],
      ["Hindu->Muslim", "The Greek temple and its gods fascinated her.", "="],
      ["Hindu->Muslim", "The glasses' temples and the pharaoh's temple", "="],
      ["Hindu->Muslim", "A Catholic priest carried her into a church.", "="],
      ["Hindu->Muslim", "The priest lit the lamp.", "The imam lit the lamp."],
      ["Christian->Muslim", "The bishop on c4 is weak, this cookbook is my bible.", "="],
      ["Jewish->Christian", "The temple hired a cook.", "="],
      ["Jewish->Christian", "The rabbi of the temple hired a cook.", "The priest of the church hired a cook."],
      ["Christian->Muslim", "Father Michael drove me to school.", "="],
      ["Christian->Muslim", "What is your Christian name?", "="],
      ["Christian->Muslim", "The separation of church and state", "="],
    ])("%s: %s", check);
  });
});

describe("small words around a term", () => {
  test.each([
    ["Muslim->Jewish", "Her cousin married a Muslim last winter.", "Her cousin married a Jew last winter."],
    ["Muslim->Jewish", "We hired a Muslim yesterday.", "We hired a Jew yesterday."],
    ["Christian->Muslim", "My colleague Christian likes olives.", "My colleague Christian likes olives."],
    ["Christian->Muslim", "The gardeners' bible costs ten dollars.", "The gardeners' bible costs ten dollars."],
    ["Christian->Muslim", "A Christian neighbor brought bread.", "A Muslim neighbor brought bread."],
  ])("are read: %s, %s", (direction, before, after) => {
    expect(swapWith("religion", direction, before)).toBe(after);
  });
});
