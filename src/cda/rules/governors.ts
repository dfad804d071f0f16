/** Verbs by what they do with an object such as "her", with all their forms. */
function forms(...lines: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const word of lines.join(" ").split(/\s+/)) {
    const [base = "", ...irregular] = word.split("/");
    all.add(base);
    for (const form of irregular) all.add(form);
    const stem = base.endsWith("e") ? base.slice(0, -1) : base;
    const doubled = /^[^aeiou]*[aeiou][bdgklmnprt]$/.test(base) ? base + base.slice(-1) : stem;
    const y = /[^aeiou]y$/.test(base);
    all.add(y ? `${base.slice(0, -1)}ies` : /(?:s|x|ch|sh|o)$/.test(base) ? `${base}es` : `${base}s`);
    all.add(`${doubled}ing`).add(`${base}ing`);
    if (irregular.length === 0) all.add(y ? `${base.slice(0, -1)}ied` : `${doubled}ed`);
  }
  return all;
}

/** "saw her leave": a bare verb may follow the object. */
export const perceives = forms(
  "see/saw/seen watch hear/heard feel/felt notice observe spot overhear/overheard glimpse witness",
);

/** "made her leave". */
export const causes = forms("make/made let/let help have/has/had/having bid/bade");

/** "helped her move", "listened to her talk" has its verb one word further left. */
export const helps = forms("help");

/** "did her great harm", "caused her much pain", "paid her close attention". */
export const does = forms("do/did/done cause pay/paid bear/bore spare save afford win/won earn");

export const lets = forms("let/let");
export const makes = forms("make/made");
export const haves = forms("have/has/had");

/** "caught her leaving". */
export const findsDoing = forms(
  "see/saw/seen watch hear/heard feel/felt notice observe spot overhear/overheard glimpse witness catch/caught find/found keep/kept leave/left send/sent start stop get/got/gotten set/set show/showed/shown picture imagine photograph film smell discover remember recall paint draw/drew/drawn sketch describe portray depict",
);

/** "made her happy", "found her asleep". */
export const describes = forms(
  "make/made keep/kept find/found get/got/gotten leave/left drive/drove/driven consider call think/thought hold/held render deem turn want like prefer see/saw/seen have/has/had let/let knock strike/struck scare bore treat declare feel/felt judge paint pronounce believe beat/beaten shoot/shot eat/ate wish prove deem send/sent set/set bring/brought buy/bought help label imagine picture found",
);

/** The same, and seldom with a thing of hers: "called her smart, funny and kind". */
export const complements = forms("make/made keep/kept find/found consider call render drive/drove/driven deem");

/** "gave her flowers". */
export const gives = forms(
  "give/gave/given send/sent bring/brought buy/bought offer hand teach/taught wish cost/cost owe grant feed/fed serve promise lend/lent pay/paid throw/threw/thrown award get/got/gotten make/made show/showed/shown tell/told charge ask save allow deny assign supply pass toss earn win/won spare fetch pour cook bake order leave/left guarantee forgive envy bet fine text email mail write/wrote/written read/read sell/sold",
);

/** Verbs of giving that seldom take a thing that already is hers. */
export const givesNewThings = forms(
  "give/gave/given bring/brought buy/bought offer teach/taught wish cost/cost owe grant feed/fed promise lend/lent loan award charge deny spare guarantee earn",
);

/** "made her captain". */
export const appoints = forms(
  "make/made elect appoint name crown declare vote choose/chose/chosen dub proclaim nominate",
);

/** "called her Mary". */
export const names = forms("call name dub nickname christen title label term");

/** "took her home", "brought her back". */
export const moves = forms(
  "take/took/taken bring/brought drive/drove/driven send/sent walk carry follow escort call welcome invite lead/led fly/flew/flown accompany get/got/gotten ride/rode/ridden drop see/saw/seen ask let/let put/put pull push give/gave/given hand want have/has/had hold/held keep/kept return text phone move throw/threw/thrown love pay/paid win/won kiss hit buy/bought date set/set bite/bit stare hire order chase drag trade knock fight/fought beckon ship",
);

/** "drove her home", not "bought her home". "Left her home" is a house. */
export const homeward = forms(
  "take/took/taken bring/brought drive/drove/driven send/sent walk carry follow escort see/saw/seen lead/led leave/leave fly/flew/flown get/got/gotten call invite accompany welcome ride/rode/ridden drop drag want order chase tow row sail ship march rush hurry guide beckon lure help usher",
);

/** "hurt her back". */
export const harmsBodyPart = forms(
  "hurt/hurt injure break/broke/broken arch rub scratch stretch straighten strain pat wash massage wrench tattoo sprain throw/threw turn stab",
);

/** "it took her years". */
export const takes = forms("take/took/taken cost/cost");

/** "granted her asylum": what is given was not hers before. */
export const grants = forms("offer grant deny award promise guarantee owe cost/cost wish charge");
