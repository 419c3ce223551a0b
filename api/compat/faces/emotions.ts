/** The emotions in the order in which the originals name them when two are as likely. */
const EMOTIONS = ['Angry', 'Disgust', 'Fear', 'Happy', 'Neutral', 'Sad', 'Surprise'];

/** What the one-stage detector of the original calls them. */
const ONE_STAGE_NAMES: Readonly<Record<string, string>> = {
  Angry: 'Anger',
  Disgust: 'Disgust',
  Fear: 'Fear',
  Happy: 'Happiness',
  Neutral: 'Neutral',
  Sad: 'Sadness',
  Surprise: 'Surprise',
};

type Scored = { readonly label: string; readonly score: number };

/** One emotion as the originals write it: the probability is a string with two decimals. */
export type Prediction = { readonly emotion: string; readonly probability: string };

/** All emotions of a face, likeliest first; sorted by what is written, as there. */
export function predictionsOf(labels: readonly Scored[]): Prediction[] {
  const scores = new Map(labels.map(({ label, score }) => [label, score]));
  return EMOTIONS.map((emotion) => ({ emotion, probability: (scores.get(emotion) ?? 0).toFixed(2) })).sort(
    (a, b) => (a.probability < b.probability ? 1 : a.probability > b.probability ? -1 : 0),
  );
}

/** The one emotion that the one-stage model gives. */
export function oneStagePrediction({ label, score }: Scored): Prediction[] {
  return [{ emotion: ONE_STAGE_NAMES[label] ?? label, probability: score.toFixed(2) }];
}
