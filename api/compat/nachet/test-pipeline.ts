/** What `/test` shows: the pipeline that the original's own tests ask for. */
export const TEST_PIPELINE = { models: ['test_model1'], pipeline_name: 'test_pipeline' } as const;

/**
 * The answer of that pipeline, which is the same for every picture, there as here: it tries the way to a pipeline and
 * back, and no model. Corners in [0, 1].
 */
export const TEST_RESULT = [
  {
    box: { topX: 0.078, topY: 0.068, bottomX: 0.86, bottomY: 0.56 },
    label: 'Ambrosia artemisiifolia',
    score: 1,
    topN: [{ label: 'Ambrosia artemisiifolia', score: 1 }],
  },
] as const;
