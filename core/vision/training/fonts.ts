/**
 * The fonts that training draws with, and those kept out of it for measuring. All are Debian packages:
 * fonts-{adf-gillius,adf-libris,adf-switzera,adf-universalis,adf-verana,b612,bebas-neue,cabin,cantarell,clear-sans,
 * comfortaa,courier-prime,crosextra-carlito,dejavu,dosis,firacode,freefont-ttf,hack,inter,karla,lato,league-spartan,
 * liberation,linuxlibertine,mplus,noto-core,open-sans,oxygen,play,quicksand,roboto,roboto-slab,roboto-unhinted,tuffy,
 * ubuntu-title,urw-base35,yanone-kaffeesatz}.
 */
import { GlobalFonts } from "@napi-rs/canvas";

const ROOT = "/usr/share/fonts/";

/** Path under `/usr/share/fonts/` with the weights of one family; `%` stands for each. */
const TRAINING: readonly [path: string, weights: string][] = [
  ["truetype/roboto/unhinted/RobotoTTF/Roboto-%.ttf", "Light Regular Medium Bold Black Regular Medium Bold Black"],
  ["truetype/roboto/unhinted/RobotoCondensed-%.ttf", "Regular Medium Bold"],
  ["truetype/open-sans/OpenSans-%.ttf", "Light Regular Regular Semibold Bold ExtraBold Bold ExtraBold CondBold"],
  ["truetype/lato/Lato-%.ttf", "Light Regular Medium Semibold Bold Heavy Black"],
  ["truetype/dejavu/DejaVuSans%.ttf", " -Bold Condensed Condensed-Bold Mono Mono-Bold -Bold"],
  ["truetype/dejavu/DejaVuSerif%.ttf", " -Bold"],
  ["truetype/liberation/LiberationSans-%.ttf", "Regular Regular Bold Bold"],
  ["truetype/liberation/LiberationSansNarrow-%.ttf", "Regular Bold"],
  ["truetype/liberation/LiberationSerif-%.ttf", "Regular Bold"],
  ["truetype/liberation/LiberationMono-%.ttf", "Regular Bold"],
  ["truetype/noto/NotoSans-%.ttf", "Regular Regular Bold Bold"],
  ["truetype/noto/NotoSansDisplay-%.ttf", "Regular Bold"],
  ["truetype/noto/NotoSerif-%.ttf", "Regular Bold"],
  ["opentype/inter/Inter-%.otf", "Light Regular Medium SemiBold Bold ExtraBold Black"],
  ["truetype/crosextra/Carlito-%.ttf", "Regular Bold"],
  ["truetype/firacode/FiraCode-%.ttf", "Regular Bold"],
  ["opentype/b612/B612-%.otf", "Regular Bold"],
  ["opentype/dosis/Dosis-%.otf", "Medium SemiBold Bold ExtraBold"],
  ["truetype/freefont/FreeSans%.ttf", " Bold"],
  ["truetype/freefont/FreeSerif%.ttf", " Bold"],
  ["opentype/play/Play-%.otf", "Regular Bold"],
  ["truetype/quicksand/Quicksand-%.ttf", "Light Regular Medium Bold"],
  ["opentype/roboto/slab/RobotoSlab-%.otf", "Regular Bold"],
  ["opentype/bebas-neue/BebasNeue-%.otf", "Regular Bold"],
  ["opentype/league-spartan/LeagueSpartan-%.otf", "Regular Bold Black"],
  ["opentype/urw-base35/NimbusSans-%.otf", "Regular Bold"],
  ["opentype/urw-base35/NimbusSansNarrow-%.otf", "Regular Bold"],
  ["opentype/urw-base35/URWGothic-%.otf", "Book Demi"],
  ["opentype/urw-base35/URWBookman-%.otf", "Light Demi"],
  ["truetype/adf/GilliusADF-%.otf", "Regular Bold Cond BoldCond"],
  ["truetype/adf/LibrisADFStd-%.otf", "Regular Bold"],
  ["truetype/adf/UniversalisADFStd-%.otf", "Regular Bold Cond BoldCond"],
  ["truetype/adf/VeranaSans-%.otf", "Regular Bold"],
  ["opentype/yanone-kaffeesatz/YanoneKaffeesatz-%.otf", "Regular Bold"],
  ["truetype/ubuntu-title/Ubuntu-%.ttf", "Title"],
  ["truetype/comfortaa/Comfortaa-%.ttf", "Regular Bold"],
  ["truetype/tuffy/Tuffy%.ttf", " _Bold"],
  ["truetype/hack/Hack-%.ttf", "Regular Bold"],
  ["opentype/mplus/Mplus1-%.otf", "Medium Bold Black"],
];

/** Those that the line networks train with besides: slanted, serif, typewriters', condensed, one as if written by hand. */
const LINES: readonly [path: string, weights: string][] = [
  ["truetype/roboto/unhinted/RobotoTTF/Roboto-%.ttf", "Italic BoldItalic BlackItalic"],
  ["truetype/roboto/unhinted/RobotoCondensed-%.ttf", "Light BoldItalic"],
  ["truetype/open-sans/OpenSans-%.ttf", "BoldItalic SemiboldItalic CondLight"],
  ["truetype/lato/Lato-%.ttf", "BoldItalic BlackItalic"],
  ["truetype/dejavu/DejaVu%.ttf", "Sans-BoldOblique SansCondensed-BoldOblique Serif-BoldItalic SerifCondensed-Bold"],
  ["truetype/liberation/Liberation%.ttf", "Sans-BoldItalic SansNarrow-BoldItalic Serif-BoldItalic Mono-BoldItalic"],
  ["truetype/noto/Noto%.ttf", "Sans-BoldItalic Serif-BoldItalic Serif-Italic"],
  ["opentype/inter/Inter-%.otf", "Italic BoldItalic ExtraBoldItalic"],
  ["opentype/urw-base35/%.otf", "C059-Roman C059-Bold C059-BdIta P052-Roman P052-Bold P052-BoldItalic"],
  ["opentype/urw-base35/Nimbus%.otf", "Roman-Regular Roman-Bold Roman-BoldItalic MonoPS-Bold Sans-BoldItalic"],
  ["opentype/urw-base35/%.otf", "Z003-MediumItalic URWGothic-DemiOblique URWBookman-DemiItalic"],
  [
    "truetype/adf/%.otf",
    "Verana-Regular Verana-Bold UniversalisADFStd-BoldItalic GilliusADFNo2-Bold LibrisADFStd-BoldItalic",
  ],
  ["truetype/freefont/Free%.ttf", "Mono MonoBold SerifBoldItalic SansBoldOblique"],
  ["opentype/mplus/Mplus%.otf", "1Code-Medium 1Code-Bold 2-Bold 2-Black Code60-Bold CodeLatin50-Bold"],
  ["truetype/firacode/FiraCode-%.ttf", "Medium SemiBold"],
];

/** Never trained on. */
const MEASURING: readonly [path: string, weights: string][] = [
  ["opentype/cantarell/Cantarell-%.otf", "Regular Bold ExtraBold"],
  ["opentype/cabin/Cabin-%.otf", "Regular SemiBold Bold"],
  ["truetype/oxygen/Oxygen-Sans%.ttf", " -Bold"],
  ["truetype/clear-sans/ClearSans-%.ttf", "Regular Medium Bold"],
  ["opentype/karla/Karla-%.otf", "Regular Bold ExtraBold"],
  ["truetype/karla/Karla-%.otf", "Regular Bold ExtraBold"],
  ["truetype/adf/SwitzeraADF-%.otf", "Regular Bold BoldCond"],
];

/** Which fonts to draw with. */
export type FontSet = "training" | "lines" | "measuring";

const SETS: Record<FontSet, readonly (readonly [path: string, weights: string])[]> = {
  training: TRAINING,
  lines: [...TRAINING, ...LINES],
  measuring: MEASURING,
};

/**
 * Registers the fonts of a set that this machine has.
 *
 * @returns the names to draw with; a name stands more than once where a font shall be drawn more often
 */
export function registerFonts(set: FontSet): string[] {
  const names: string[] = [];
  for (const [path, weights] of SETS[set]) {
    for (const weight of weights.split(" ")) {
      const file = ROOT + path.replace("%", weight);
      const name = `vision-${file.replace(/^.*\/|\.\w+$/g, "")}`;
      if (names.includes(name) || registerFile(file, name)) names.push(name);
    }
  }
  return names;
}

function registerFile(file: string, name: string): boolean {
  try {
    Deno.statSync(file);
  } catch {
    return false;
  }
  return Boolean(GlobalFonts.registerFromPath(file, name));
}
