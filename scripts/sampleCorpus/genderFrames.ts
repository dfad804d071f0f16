import type { Genre } from "./genre.ts";

/** A sentence with slots: `{s}` he or she, `{o}` him or her, `{p}` his or her, `{q}` his or hers, `{r}` himself or herself. */
export interface Frame {
  readonly genre: Genre;
  readonly text: string;
}

const of = (genre: Genre, ...texts: readonly string[]): Frame[] => texts.map((text) => ({ genre, text }));

/** `{occ}` is the planted occupation, `{a occ}` the same with its article. */
export const occupationFrames: readonly Frame[] = [
  ...of(
    "news brief",
    "The {occ} said {s} would return to {town} in {month}.",
    "{A occ} from {town} was honoured on {day} after {s} spent {small} nights helping families during the flood.",
    "After the storm, the {occ} opened {p} house to {large} stranded travellers.",
    "The {occ} told reporters that {s} had not expected the prize, and thanked {p} neighbours.",
    "When the lights failed at {firm}, the {occ} used {p} own lamp to lead visitors outside.",
    "A jury in {town} heard on {day} that the {occ} had warned {p} employer {small} times.",
    "The town council chose {a occ} as citizen of the year because {s} had kept the ferry running through the {season}.",
  ),
  ...of(
    "memo",
    "Please ask the {occ} whether {s} can {task} before {day}.",
    "The {occ} has agreed to {task}; give {o} access to the second floor.",
    "Our {occ} reports that {s}'ll need {small} more weeks and that {p} team is short of staff.",
    "Since the {occ} is away until {month}, leave {thing} on {p} desk.",
    "To all staff: the {occ} is not to be called at home unless {s} has agreed to it beforehand.",
    "The {occ} asked for {thing} in writing, because {s} had never been shown the earlier version.",
    "Badge numbers changed on {day}; the {occ} must sign for the new one {r}.",
  ),
  ...of(
    "review",
    "We were met by the {occ}, and {s} explained every step without hurry.",
    "The {occ} at {firm} knew {p} work, although the waiting room was cold.",
    "I asked for a refund and the {occ} said {s}'d see to it; {s} did.",
    "Ask for the {occ} by name: {s} listens, and {p} advice saved us {large} pounds.",
    "The {occ} carried our bags {r} and would not take a tip from us.",
    "Three stars. The {occ} was kind, but {s}'s plainly doing the work of {small} people.",
  ),
  ...of(
    "profile",
    "{name} became {a occ} at the age of {large}, when most of {p} friends were thinking of retirement.",
    "{name} is {a occ} in {town}, and {s} begins {p} day long before sunrise.",
    "As {a occ}, {name} has kept a diary for {small} years; {s} never shows it to anyone.",
    "Nobody in {p} family had been {a occ} before {name} left school and took the train to {town}.",
    "{name} trained as {a occ} in {town}, where {s} shared a room with {small} others.",
    "{name} has worked as {a occ} for {firm} since {month}, and {s} likes the quiet of the early shift.",
    "Asked what makes a good {occ}, {name} shrugs: {s} thinks that patience is half of it.",
  ),
  ...of(
    "letter",
    "I write to thank the {occ} who helped me last {day}; without {o} I should have missed the boat.",
    "You asked about the {occ}. I have not seen {o} since {month}, but {p} letters still arrive.",
    "My cousin is {a occ} now, and {s} sends you {p} best wishes from {town}.",
    "The {occ} said that the decision was {q} alone, and I believe it.",
    "Do you remember the {occ} who lent us {p} {object}? I met {o} again in {town}.",
    "Our new neighbour is {a occ}, and {s} has already mended the gate.",
  ),
  ...of(
    "report",
    "The {occ} stated that {s} left {firm} at {small} o'clock and noticed nothing unusual.",
    "According to the file, the {occ} completed {p} training in {month} and was given a permanent post.",
    "Interviewed twice, the {occ} repeated that {s} had never received {thing}.",
    "The committee found that the {occ} had done {p} duty and recommended no further action.",
    "Of {large} employees, only the {occ} recorded {p} hours every week.",
    "The {occ} worked alone, and the risk assessment had not been shown to {o}.",
    "The accident occurred while the {occ} was on {p} way to {firm}.",
  ),
];

/** `{adj}` is the planted adjective. */
export const adjectiveFrames: readonly Frame[] = [
  ...of(
    "profile",
    "Friends call {name} {adj}, and {s} smiles when {s} hears it.",
    "{name} has always been {adj}; even as a child {s} surprised {p} teachers.",
    "{a adj|cap} {m} by every account, {name} settled in {town} and kept {p} door open.",
  ),
  ...of(
    "letter",
    "Your cousin was as {adj} as ever, and {s} asked after you at once.",
    "I had forgotten how {adj} {s} can be until {s} came to stay with us in {month}.",
    "{name} was {adj} to the end, {p} friend wrote, and {s} asked for no ceremony.",
  ),
  ...of(
    "review",
    "The guide was {adj}, and {s} knew {trip} better than any book.",
    "Our host was {a adj} {m} who cooked {r} and told stories until midnight.",
  ),
  ...of(
    "memo",
    "The candidate seemed {adj}; please invite {o} for a second talk on {day}.",
    "In {p} yearly review the trainee was described as {adj}, and {s} will keep the post.",
  ),
  ...of(
    "news brief",
    "Neighbours described the missing {m} as {adj} and said that {s} walked along {street} every evening.",
    "The late mayor was {a adj} {m}; hundreds of people came to see {p} portrait.",
  ),
  ...of("report", "Witnesses found the driver {adj}; {s} waited for help and gave {p} name at once."),
];

/** `{act}` is the planted activity. */
export const activityFrames: readonly Frame[] = [
  ...of(
    "profile",
    "{name} gave up {act} at forty, but {s} still talks about it with {p} friends.",
    "On Sundays {name} teaches {act} in {town}, and {p} pupils adore {o}.",
  ),
  ...of(
    "letter",
    "My neighbour has taken up {act}; {s} says it keeps {p} mind clear in {season}.",
    "Tell your friend that the {act} things are {q} if {s} wants them.",
    "Every {day} {s} comes home from {act} with {p} coat buttoned wrong.",
  ),
  ...of(
    "news brief",
    "{name} won the local {act} prize in {town}, and {s} gave the money away.",
    "A course in {act} begins in {month}; {name} will lead it {r}.",
  ),
  ...of("review", "I learned {act} here, and the tutor never lost {p} patience; {s}'s a treasure."),
  ...of("memo", "The new clerk asked to leave early for {act}; {s} made up {p} hours on {day}."),
  ...of("report", "The pupil's interest in {act} was noted, and {s} was given a place in {p} second year."),
];

/** A second or third sentence about the same person. No planted word stands in it. */
export const followUps: readonly string[] = [
  "Later {s} found {thing} in {p} bag.",
  "{S} lives on {street} with {small} cats.",
  "A colleague drove {o} home.",
  "{S} had promised to {task}, and {s} kept {p} word.",
  "Nobody had told {o} about {thing}.",
  "{P} contract ends in {month}.",
  "By {day} {s} had decided to {task}.",
  '"It was nothing," {s} said, and went back to work.',
  "The {object} on the shelf is {q}.",
  "{S} taught {r} to read maps.",
  "People in {town} still speak of {o}.",
  "{P} next trip will be to {trip}.",
  "{S} doesn't own a car, so a neighbour brings {o}.",
  "In {month} {s} asked for leave to visit {trip}.",
  "{S} was right, as it turned out.",
  "We wished {o} well.",
  '"I\'d do it again," {s} told us, putting on {p} coat.',
  "{P} hands were cold and {p} shoes were wet.",
  "If {s}'s late, start without {o}.",
  "{S} signs everything with a green pen.",
  "Someone had written {p} name on {thing}.",
  "{S} left the {object} where {s} had found it.",
  "Only {small} people wrote to {o} afterwards.",
  "{S} has never liked {trip}.",
  "I gave {o} the {object} and {s} laughed.",
  "The {season} had been hard on {o}.",
];

/** Awkward cases for counterfactuals: titles, kinship, quotations, addresses, contractions, `her` in both roles. */
export const awkwardFollowUps: readonly string[] = [
  "{T} {surname} confirmed this by telephone.",
  '"{S}\'s the best we have," a colleague wrote; "don\'t lose {o}."',
  "See https://example.org/she-and-he/{object} for the form.",
  "Write to {surname}@example.org before {s} leaves.",
  "{S} met {p} {kin} at the station, and the {kin} gave {o} the {object}.",
  'The novel "His Last Harbour" was on {p} table.',
  "{first} {surname} signed as a witness.",
  "{P} {kin} had been {an actor} in {town}.",
  "I'd asked {o} and {p} {kin}; {s} hadn't.",
  "The choice was {q}, not mine, and {s}'d made it.",
];
