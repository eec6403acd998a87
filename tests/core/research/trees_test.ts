import { deepEqual, equal, notDeepEqual, ok, throws } from "node:assert/strict";
import { baseLogOdds, growBoosting } from "../../../core/research/boosting.ts";
import { type FeatureMatrix, rowsOf } from "../../../core/research/feature_matrix.ts";
import { FOREST_ROWS_MAX, ForestGrower, type ForestShape } from "../../../core/research/forest.ts";
import { type BinnedRows, binRows, BINS_MAX, findEdges } from "../../../core/research/tree_bins.ts";
import { joinTrees, LEAF, splitTrees, TreePredictor, type Trees } from "../../../core/research/trees.ts";
import { Random } from "../../../core/simulator/random.ts";

const FOREST: ForestShape = { trees: 8, leafRowsMin: 1, depthMax: 100, seed: 5 };
const BOOSTING = { trees: 12, depthMax: 3, leafRowsMin: 1, learningRate: 0.1 };

/** Rows whose class hangs on an exclusive or of two columns, with some noise; a third column of few values, a fourth of one. */
function draw(rows: number, seed = "trees"): { matrix: FeatureMatrix; classes: Uint8Array } {
  const random = new Random(seed), values = new Float32Array(rows * 4), classes = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const one = random.unit(), other = random.unit();
    values.set([one, other, random.between(0, 3), 7], row * 4);
    classes[row] = ((one > 0.5) !== (other > 0.3)) === random.unit() < 0.9 ? 1 : 0;
  }
  return { matrix: { names: ["one", "other", "few", "same"], rows, values }, classes };
}

function prepare(rows: number, seed?: string) {
  const { matrix, classes } = draw(rows, seed), edges = findEdges(matrix);
  return { matrix, classes, edges, data: binRows(matrix, edges, classes) };
}

function forestOf({ data, edges }: { data: BinnedRows; edges: Float32Array[] }, shape = FOREST): Trees {
  return joinTrees(
    "forest",
    0,
    Array.from({ length: shape.trees }, (_, tree) => new ForestGrower(data, { edges, shape }).grow(tree)),
  );
}

function boost({ data, edges, classes }: ReturnType<typeof prepare>, before: Uint32Array[] = [], shape = BOOSTING) {
  return [...growBoosting(data, { edges, classes, shape, before })];
}

/** Rows in each leaf of one tree, by a walk of its own. */
function leavesOf(tree: Uint32Array, { names, rows, values }: FeatureMatrix): Map<number, number[]> {
  const thresholds = new Float32Array(tree.buffer, tree.byteOffset, tree.length), leaves = new Map<number, number[]>();
  for (let row = 0; row < rows; row++) {
    let node = 0;
    while ((tree[2 * node + 1] & 255) !== LEAF) {
      const value = values[row * names.length + (tree[2 * node + 1] & 255)];
      node = (tree[2 * node + 1] >>> 8) + (value <= thresholds[2 * node] ? 0 : 1);
    }
    leaves.set(node, [...leaves.get(node) ?? [], row]);
  }
  return leaves;
}

function share(predictor: TreePredictor, matrix: FeatureMatrix, classes: Uint8Array): number {
  return predictor.probabilities(matrix).filter((one, row) => (one > 0.5 ? 1 : 0) === classes[row]).length /
    matrix.rows;
}

Deno.test("findEdges() cuts between all values where there are few, and into 255 bins at most where there are many", () => {
  const [one, , few, same] = findEdges(draw(5_000).matrix);
  deepEqual([...few], [0.5, 1.5, 2.5]);
  equal(same.length, 0);
  ok(one.length === BINS_MAX - 1 && one.every((edge, index) => index === 0 || edge > one[index - 1]));
});

Deno.test("findEdges() keeps an edge below the value behind it when two values are neighbours in 32 bits", () => {
  const low = Math.fround(1), high = Math.fround(1 + 2 ** -23);
  const [edges] = findEdges({ names: ["near"], rows: 2, values: Float32Array.of(low, high) });
  ok(edges.length === 1 && low <= edges[0] && edges[0] < high);
});

Deno.test("binRows() puts a value into the bin whose edges hold it", () => {
  const { matrix, edges, data, classes } = prepare(3_000);
  for (let row = 0; row < matrix.rows; row++) {
    for (let feature = 0; feature < 4; feature++) {
      const value = matrix.values[row * 4 + feature];
      equal(data.records[row * data.stride + feature], edges[feature].filter((edge) => value > edge).length);
    }
    equal(data.records[(row + 1) * data.stride - 1], classes[row]);
  }
});

Deno.test("ForestGrower and growBoosting() find an exclusive or that no single column shows", () => {
  const prepared = prepare(4_000), fresh = draw(2_000, "fresh");
  const forest = share(
    new TreePredictor(forestOf(prepared, { ...FOREST, trees: 50, leafRowsMin: 20 })),
    fresh.matrix,
    fresh.classes,
  );
  const trees = boost(prepared, [], { ...BOOSTING, trees: 100 });
  const boosted = share(
    new TreePredictor(joinTrees("boosting", baseLogOdds(prepared.classes), trees)),
    fresh.matrix,
    fresh.classes,
  );
  ok(forest > 0.86 && boosted > 0.86, `${forest} and ${boosted} of at most 0.9 are right`);
});

Deno.test("ForestGrower grows the same trees for the same seed, in whatever order, and others for another", () => {
  const prepared = prepare(500), { data, edges } = prepared, whole = splitTrees(forestOf(prepared));
  deepEqual(whole, splitTrees(forestOf(prepared)));
  const grower = new ForestGrower(data, { edges, shape: FOREST });
  for (const tree of [5, 0, 7, 3]) deepEqual(grower.grow(tree), whole[tree]);
  notDeepEqual(splitTrees(forestOf(prepared, { ...FOREST, seed: 6 })), whole);
});

Deno.test("ForestGrower leaves no class mixed where leaves may be of one row, and no leaf smaller than it may be", () => {
  const prepared = prepare(600);
  for (const tree of splitTrees(forestOf(prepared))) {
    const values = new Float32Array(tree.buffer, tree.byteOffset, tree.length);
    for (const node of leavesOf(tree, prepared.matrix).keys()) ok(values[2 * node] === 0 || values[2 * node] === 1);
  }
  for (const tree of splitTrees(forestOf(prepared, { ...FOREST, leafRowsMin: 40 }))) {
    // All rows that were drawn are among the rows that fall into the leaf.
    for (const rows of leavesOf(tree, prepared.matrix).values()) ok(rows.length >= 40);
  }
  const shallow = splitTrees(forestOf(prepared, { ...FOREST, depthMax: 2 }));
  ok(shallow.every((tree) => tree.length / 2 <= 7) && shallow.some((tree) => tree.length / 2 === 7));
});

Deno.test("ForestGrower takes the split of least impurity when all features are tried: compared with a search over all", () => {
  // Each row many times, so that whatever is drawn has the same shares, nearly.
  const random = new Random("impurity"),
    rows = 4_000,
    values = new Float32Array(rows * 3),
    classes = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    values.set([random.between(0, 9), random.between(0, 9), random.between(0, 9)], row * 3);
    classes[row] = random.unit() < (values[row * 3 + 1] > 6 ? 0.8 : 0.3) ? 1 : 0;
  }
  const matrix = { names: ["a", "b", "c"], rows, values }, edges = findEdges(matrix);
  const shape = { ...FOREST, trees: 20, depthMax: 1, triedFeatures: 3 };
  for (const tree of splitTrees(forestOf({ data: binRows(matrix, edges, classes), edges }, shape))) {
    equal(tree[1] & 255, 1);
    equal(new Float32Array(tree.buffer, tree.byteOffset, 1)[0], 6.5);
  }
});

Deno.test("growBoosting() takes the split of least squared error and a Newton step in its leaves: compared with a search over all", () => {
  const { matrix, classes, edges, data } = prepare(900);
  const shape = { ...BOOSTING, trees: 1, depthMax: 1, leafRowsMin: 30 };
  const [tree] = growBoosting(data, { edges, classes, shape, before: [] });
  const mean = classes.reduce((sum, one) => sum + one, 0) / classes.length;
  let best = { error: Infinity, feature: -1, edge: NaN };
  edges.forEach((cuts, feature) => {
    for (const edge of cuts) {
      const sides = [0, 1].map((side) =>
        [...classes].filter((_, row) => (matrix.values[row * 4 + feature] > edge ? 1 : 0) === side).map((one) =>
          one - mean
        )
      );
      if (sides.some((side) => side.length < 30)) continue;
      const error = sides.reduce((sum, side) => {
        const middle = side.reduce((total, one) => total + one, 0) / side.length;
        return sum + side.reduce((total, one) => total + (one - middle) ** 2, 0);
      }, 0);
      if (error < best.error) best = { error, feature, edge };
    }
  });
  const values = new Float32Array(tree.buffer);
  deepEqual([tree[1] & 255, values[0]], [best.feature, best.edge]);
  for (const [node, rows] of leavesOf(tree, matrix)) {
    const residuals = rows.reduce((sum, row) => sum + classes[row] - mean, 0);
    const step = 0.1 * residuals / (rows.length * mean * (1 - mean));
    ok(Math.abs(values[2 * node] - step) < 1e-5, `${values[2 * node]} for ${step}`);
  }
});

Deno.test("growBoosting() goes on from earlier trees to the same bit, and keeps its limits", () => {
  const prepared = prepare(700), whole = boost(prepared);
  deepEqual([...whole.slice(0, 5), ...boost(prepared, whole.slice(0, 5))], whole);
  for (const tree of boost(prepared, [], { ...BOOSTING, leafRowsMin: 60 })) {
    for (const rows of leavesOf(tree, prepared.matrix).values()) ok(rows.length >= 60);
  }
});

Deno.test("ForestGrower and growBoosting() answer the share of the only class when there is no other", () => {
  const { matrix, edges } = prepare(50), classes = new Uint8Array(50).fill(1), data = binRows(matrix, edges, classes);
  equal(new TreePredictor(forestOf({ data, edges })).probability(matrix.values), 1);
  const boosted = joinTrees("boosting", baseLogOdds(classes), [
    ...growBoosting(data, { edges, classes, shape: BOOSTING, before: [] }),
  ]);
  const probability = new TreePredictor(boosted).probability(matrix.values);
  ok(probability > 0.98 && probability < 1);
});

Deno.test("ForestGrower refuses what its kernel cannot count", () => {
  const refuse = (change: Partial<BinnedRows>) => () => {
    const { data, edges } = prepare(10);
    new ForestGrower({ ...data, ...change }, { edges, shape: FOREST });
  };
  throws(refuse({ rows: FOREST_ROWS_MAX + 1 }), /2097152 rows: 1 to 2097151/);
  throws(refuse({ rows: 0 }), /0 rows/);
  throws(refuse({ features: 256 }), /256 features: 1 to 255/);
});

Deno.test("TreePredictor answers the same for a row by itself, among others, and tree by tree", () => {
  const prepared = prepare(400),
    trees = forestOf(prepared, { ...FOREST, trees: 7 }),
    predictor = new TreePredictor(trees);
  const all = predictor.probabilities(prepared.matrix);
  for (let row = 0; row < 400; row += 37) {
    const { values } = rowsOf(prepared.matrix, row, row + 1);
    const alone = splitTrees(trees).map((tree) =>
      new TreePredictor(joinTrees("forest", 0, [tree])).probability(values)
    );
    ok(Math.abs(all[row] - alone.reduce((sum, one) => sum + one, 0) / 7) < 1e-6);
    equal(predictor.probability(values), all[row]);
  }
});
