import assert from "node:assert/strict";
import { FINDER_SHAPE, LINE_CLASSES, READER_SHAPE } from "../../../../core/vision/line_shapes.ts";
import { registerFonts } from "../../../../core/vision/training/fonts.ts";
import { findingLoss, spellingLoss } from "../../../../core/vision/training/line_loss.ts";
import { classesOf, finderSample, readerSample } from "../../../../core/vision/training/line_samples.ts";
import { drawLineSketch } from "../../../../core/vision/training/line_sketches.ts";
import { LineTrainer, randomWeights } from "../../../../core/vision/training/line_trainer.ts";
import { seededRandom } from "../../../../core/vision/training/random.ts";

const fonts = registerFonts("lines");

function assertSlopes(answer: Float32Array, lossOf: (answer: Float32Array) => number) {
  const slopes = answer.slice();
  lossOf(slopes);
  for (let i = 0; i < answer.length; i += 7) {
    const [more, less] = [answer.slice(), answer.slice()];
    more[i] += 1e-2;
    less[i] -= 1e-2;
    const measured = (lossOf(more) - lossOf(less)) / 2e-2;
    assert(Math.abs(measured - slopes[i]) < 2e-3, `${i}: ${measured} is not ${slopes[i]}`);
  }
}

Deno.test("spellingLoss() gives the slope of its loss, and nothing when there are too few frames", () => {
  const random = seededRandom(1), answer = Float32Array.from({ length: 16 * LINE_CLASSES }, () => 2 * random() - 1);
  assertSlopes(answer, (one) => spellingLoss(one, classesOf("12.33x"))!);
  assert.equal(spellingLoss(answer.slice(0, 4 * LINE_CLASSES), classesOf("12.33x")), null);
});

Deno.test("findingLoss() gives the slope of its loss", () => {
  const random = seededRandom(2),
    answer = Float32Array.from({ length: 20 * 4 }, (_, i) => i % 4 ? random() * 0.1 : random());
  const box = { left: 12, right: 50, top: 2, base: 3 };
  assertSlopes(answer, (one) => findingLoss(one, box));
});

Deno.test("LineTrainer learns a few pictures by heart, the same way from the same seed", () => {
  const train = () => {
    const random = seededRandom(6), trainer = new LineTrainer(FINDER_SHAPE, randomWeights(FINDER_SHAPE, random));
    const samples = Array.from({ length: 4 }, () => finderSample(drawLineSketch(random, fonts))!);
    return Array.from({ length: 16 }, () => {
      const losses = samples.map(({ input, columns, box }) =>
        trainer.add(input, columns, (one) => findingLoss(one, box))!
      );
      trainer.step(0.003);
      return losses.reduce((sum, loss) => sum + loss, 0);
    });
  };
  const losses = train();
  assert(losses.at(-1)! < 0.5 * losses[0], `${losses[0]} to ${losses.at(-1)}`);
  assert.deepEqual(train(), losses);
});

Deno.test("readerSample() and drawLineSketch() agree on what is to be spelt", () => {
  const random = seededRandom(8);
  for (let i = 0; i < 80; i++) {
    const sketch = drawLineSketch(random, fonts), sample = readerSample(sketch, random);
    if (sketch.truth !== null) assert.match(sketch.label, /\d/);
    if (sketch.style === "covered" || sketch.style === "cut") assert.match(sketch.label, /#/);
    if (!sample) continue;
    assert(sample.classes.every((one) => one > 0 && one < LINE_CLASSES), sketch.label);
    assert.equal(sample.input.length, READER_SHAPE.height * sample.columns * 4);
  }
});
