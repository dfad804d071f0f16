import { describe, expect, test } from "vitest";
import { swapWith } from "../swapWith.ts";

/** `=` says that the text stays as it is. */
function check(direction: string, text: string, wanted: string): void {
  expect(swapWith("race", direction, text)).toBe(wanted === "=" ? text : wanted);
}

describe("race", () => {
  describe("people, by the head of the noun phrase", () => {
    test.each([
      ["Black->White", "He is the first black president of the club.", "He is the first white president of the club."],
      [
        "White->Black",
        "A white police officer stopped a white truck.",
        "A black police officer stopped a white truck.",
      ],
      [
        "White->Black",
        "An old white rusty truck driven by an old white farmer stopped.",
        "An old white rusty truck driven by an old black farmer stopped.",
      ],
      [
        "White->Black",
        "A white, college-educated voter and a white 19-year-old left.",
        "A black, college-educated voter and a black 19-year-old left.",
      ],
      [
        "White->Black",
        "The white actor played a white wizard in white robes.",
        "The black actor played a black wizard in white robes.",
      ],
      [
        "Black->Asian",
        "The black community rallied around the black church.",
        "The Asian community rallied around the Asian church.",
      ],
      [
        "Black->White",
        "A black truck driver met a black dress designer.",
        "A white truck driver met a black dress designer.",
      ],
      ["White->Black", "White blue-collar workers vote early.", "Black blue-collar workers vote early."],
      ["White->Black", "A white chef's hat lay there.", "="],
      [
        "White->Black",
        "White Rhodesian farmers sold white Persian cats.",
        "Black Rhodesian farmers sold white Persian cats.",
      ],
      [
        "Asian->White",
        "Her Asian parents own an Asian restaurant near Asian markets.",
        "Her white parents own an Asian restaurant near Asian markets.",
      ],
      [
        "Asian->White",
        "Anti-Asian violence worried the Asian community and its Asian art museum.",
        "Anti-white violence worried the white community and its Asian art museum.",
      ],
      [
        "White->Black",
        "The white Harvard students met a white Toyota.",
        "The black Harvard students met a white Toyota.",
      ],
      [
        "Black->White",
        "A black Muslim and black Catholics met a black Nissan.",
        "A white Muslim and white Catholics met a black Nissan.",
      ],
      [
        "White->Black",
        "A fierce white Rhodesian backlash, white German cars",
        "A fierce black Rhodesian backlash, white German cars",
      ],
      ["White->Black", "The board is too white and too male.", "The board is too black and too male."],
      ["Hispanic->White", "Hispanic voters like Latino food.", "White voters like Latino food."],
    ])("%s: %s", check);
  });

  describe("people, by the subject", () => {
    test.each([
      [
        "White->Black",
        "Most of the students are white, and so is the car.",
        "Most of the students are black, and so is the car.",
      ],
      ["White->Black", "The man in the white hat is white.", "The man in the white hat is black."],
      [
        "White->Black",
        "The suspect was described as white; she identifies as white.",
        "The suspect was described as black; she identifies as black.",
      ],
      ["White->Black", "Is your boss white? Are the walls white?", "Is your boss black? Are the walls white?"],
      ["White->Black", "Half of them are white, 60% white in fact.", "Half of them are black, 60% black in fact."],
      [
        "White->Black",
        "Two suspects, one white and one Hispanic, fled.",
        "Two suspects, one black and one Hispanic, fled.",
      ],
      ["White->Black", "The table and the chairs are white.", "="],
      ["White->Black", "Their dog is white and fluffy.", "="],
      ["White->Black", "He looked white with fear and turned white.", "="],
      [
        "Black->White",
        "Being black in that town was hard, and driving while black too.",
        "Being white in that town was hard, and driving while white too.",
      ],
      [
        "Black->White",
        "My boss, who is black, has a cat, which is black.",
        "My boss, who is white, has a cat, which is black.",
      ],
      ["Black->White", "I'm black and my boyfriend's black.", "I'm white and my boyfriend's white."],
      ["Asian->White", "My doctor is Asian.", "My doctor is white."],
      ["White->Black", "I bought two chairs. They are white.", "="],
      ["White->Black", "The people who came were white.", "The people who came were black."],
      ["White->Black", "The owner of the white house is white.", "The owner of the white house is black."],
      ["White->Black", "She was, of course, white.", "She was, of course, black."],
      ["White->Mexican", "He hated politics and was white.", "He hated politics and was Mexican."],
      ["White->Black", "The man, white and in his fifties, fled.", "The man, black and in his fifties, fled."],
      ["Black->White", "An average black would say so.", "An average white would say so."],
    ])("%s: %s", check);
  });

  describe("nouns", () => {
    test.each([
      ["White->Black", "He whites out.", "="],
      ["White->Black", "Poor whites voted for him.", "Poor blacks voted for him."],
      ["White->Black", "The whites of his eyes were red, and she washed the whites.", "="],
      ["Asian->White", "An Asian in a suit met two Asians.", "A white person in a suit met two whites."],
      ["Asian->White", "Asians' incomes rose.", "Whites' incomes rose."],
      ["White->Asian", "Whites often deny it.", "Asians often deny it."],
      [
        "White->multiracial",
        "Whites' votes counted; a white kid knows.",
        "Multiracial people's votes counted; a multiracial kid knows.",
      ],
      ["White->Middle Eastern", "Two whites boarded.", "Two Middle Easterners boarded."],
      [
        "Hispanic->White",
        "A Latina won the race; Latinas cheered.",
        "A white woman won the race; white women cheered.",
      ],
      ["White->Latina", "White women and white men marched.", "Latina women and Latino men marched."],
      ["White->Roma", "White families and whites moved.", "Romani families and Roma moved."],
    ])("%s: %s", check);
  });

  describe("compounds", () => {
    test.each([
      [
        "Black->White",
        "A black-owned bakery and black-led groups grew.",
        "A white-owned bakery and white-led groups grew.",
      ],
      ["Black->White", "The jet-black horse and the black-haired woman ran.", "="],
      [
        "White->Black",
        "Non-white, half-white and all-white groups met.",
        "Non-black, half-black and all-black groups met.",
      ],
      ["White->Black", "An all-white kitchen and an off-white wall shone.", "="],
      [
        "Black->White",
        "Black-on-black crime is a slogan, black-on-black a pattern.",
        "White-on-white crime is a slogan, black-on-black a pattern.",
      ],
      [
        "Black->Asian",
        "An African-American woman and two African Americans spoke.",
        "An Asian-American woman and two Asian Americans spoke.",
      ],
      ["Black->White", "An African-American judge presided.", "A European-American judge presided."],
      ["Asian->White", "An Asian-American senator spoke.", "A European-American senator spoke."],
      ["White->Black", "People of European descent moved in.", "People of African descent moved in."],
      ["Black->White", "A half-black, half-Japanese actor won.", "A half-white, half-Japanese actor won."],
    ])("%s: %s", check);
  });

  describe("coordination", () => {
    test.each([
      ["Black<->White", "Black and white students ate together.", "White and black students ate together."],
      ["Black->White", "Black and white students ate together.", "="],
      ["Black->White", "Black, Latino and Asian voters waited.", "White, Latino and Asian voters waited."],
      ["Black->White", "Being young, black, and gifted isn't easy.", "Being young, white, and gifted isn't easy."],
    ])("%s: %s", check);
  });

  describe("case and articles", () => {
    test.each([
      ["White->Black", "WHITE MAN FINDS DRUM", "BLACK MAN FINDS DRUM"],
      ["Black->White", "First Black Pilot Retires", "First White Pilot Retires"],
      ["White->Asian", "A white nurse met an old white cook.", "An Asian nurse met an old Asian cook."],
      ["Hispanic->White", "An Hispanic man waved.", "A white man waved."],
      ["Black->Asian", "a black engineer", "an Asian engineer"],
    ])("%s: %s", check);
  });

  describe("nationalities, when they are asked for", () => {
    test.each([
      [
        "Indian->White",
        "An Indian engineer likes Indian food; Indians love cricket.",
        "A white engineer likes Indian food; whites love cricket.",
      ],
      ["Indian->White", "American Indians and a West Indian met in an Indian summer.", "="],
      ["Asian->White", "An Indian engineer met an Asian engineer.", "An Indian engineer met a white engineer."],
      ["White->French", "Two whites and a white cook left.", "Two French people and a French cook left."],
    ])("%s: %s", check);
  });

  describe("what names no people", () => {
    test.each([
      ["White->Black", "The White House and White Plains are far from White River.", "="],
      [
        "White->Black",
        "Mr. White thanked Senator White and white voters.",
        "Mr. White thanked Senator White and black voters.",
      ],
      ["White->Black", "The White family met many White voters.", "The White family met many Black voters."],
      ["White->Black", "White resigned on move forty; the white queen fell to a pawn.", "="],
      ["White->Black", "White wine drinkers and white-collar workers agree.", "="],
      ["White->Black", "White supremacists marched.", "="],
      ["Black->White", "Black Panther has a black cast.", "Black Panther has a white cast."],
      ["Black->White", "The Black Student Union met black students.", "The Black Student Union met white students."],
      ["Black->White", "Black Friday shoppers wore black.", "="],
      ["Black->White", "The firm is in the black, he reads in black and white.", "="],
      ["Asian->White", "Asian elephants, the Asian Games and Asian stocks", "="],
      ["Hispanic->White", "Hispanic Heritage Month and Latin verbs", "="],
    ])("%s: %s", check);
  });
});

describe("a hyphen of the label", () => {
  test.each([
    ["Black->White", "The African-American residents met.", "The European-American residents met."],
    ["Black->White", "The African American residents met.", "The white American residents met."],
    ["Black->Asian", "Two African-Americans spoke.", "Two Asian-Americans spoke."],
    ["Asian->Black", "An Asian‑American choir sang.", "An African‑American choir sang."],
  ])("stays: %s, %s", (direction, before, after) => {
    check(direction, before, after);
  });
});
