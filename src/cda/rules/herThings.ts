/** What people give, and what of it was theirs before, for the rules of "her". */

export const amounts = new Set(
  "great considerable serious grave untold severe real immense enormous endless terrible particular close special careful undue further little much additional more extra no deep lasting some".split(
    " ",
  ),
);

export const ownedAdjectives = new Set(
  "own best full whole entire old new first last final favorite favourite late dear usual daily young younger older elder".split(
    " ",
  ),
);

export const ownUncountables = new Set(
  "hair health blood clothing clothes underwear furniture jewelry homework work research luggage stuff behavior behaviour".split(
    " ",
  ),
);

/** What is given without an article; a bare singular of anything else is somebody's own: "denied her claim". */
export const grantedThings = new Set(
  "tenure asylum bail parole entry access custody immunity probation admission refuge shelter sanctuary amnesty clemency credit compensation damages leave visitation citizenship residency permission treatment care medication time membership employment promotion anonymity privacy protection justice rest sleep happiness".split(
    " ",
  ),
);

export const offeredThings = new Set(
  "appeal appeals request requests claim claims petition motion application applications bid plea wish wishes right rights existence help services hand resignation opinion opinions thanks support apology apologies condolences assistance congratulations seat guests guest wife husband parents family children kids life love view views involvement guilt".split(
    " ",
  ),
);

/** What people give that was theirs: "gave her speech", "gave her word". */
export const deliveredThings = new Set(
  "speech speeches talk talks lecture lectures testimony statement performance consent evidence name word life opinion account deposition sermon presentation concert recital debut farewell input thoughts details resignation verdict interview interviews reasons all best lectures address blessing".split(
    " ",
  ),
);

/** What people have several of, and keep when they give: "gave her hands a rub", "showed her teeth". */
export const ownPlurals = new Set(
  "hands eyes arms legs feet fingers toes lips teeth ears knees shoulders cheeks eyebrows nails breasts children kids sons daughters brothers sisters parents friends colleagues neighbors neighbours students patients clients customers employees readers fans followers guests clothes shoes glasses belongings things possessions papers credentials keys savings earnings wages taxes debts bills dues duties thoughts feelings plans intentions talents skills abilities views opinions ideas memories secrets fears doubts services regards respects thanks apologies condolences congratulations greetings best lives wings colours colors cards troops forces horses dogs cats".split(
    " ",
  ),
);

export const notOwnedByGiving = new Set(
  "luck mercy respect kindness compassion gratitude sympathy money advice permission credit hope strength courage access attention flowers roses peanuts chocolates candy food water presents gifts lessons directions instructions information trouble cash hell shit crap compliments props points tips lies jokes english french spanish math success happiness everything joy grief pleasure drinks tea coffee dinner lunch breakfast medicine medication antibiotics treats dollars bucks thousands hundreds millions sex drugs support comfort kudos kisses hugs chills goosebumps nightmares".split(
    " ",
  ),
);

export const pictures =
  /^(?:photo(?:graph)?|picture|image|slide|video|map|document|sample|example|drawing|plan|print)s$/;
