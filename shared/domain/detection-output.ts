import { z } from 'zod';

const tensor = z.string().meta({ description: 'Name of an ONNX output' });

const common = {
  minScore: z.number().min(0).max(1).default(0.5).meta({ description: 'Objects below are left out' }),
  iouThreshold: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .meta({ description: 'Overlap above which the lower score is dropped; 1 for no suppression' }),
  suppression: z
    .enum(['class', 'agnostic'])
    .default('class')
    .meta({ description: 'Whether only objects of one label drop each other, or of all' }),
  maxObjects: z.int().min(1).max(10_000).default(300),
  labels: z
    .string()
    .regex(/^[\w-][\w.-]*$/)
    .default('labels.txt')
    .meta({ description: 'One label a line' }),
};

const boxFormat = z
  .enum(['xyxy', 'cxcywh', 'xywh', 'yxyx'])
  .meta({ description: '`xywh` has the corner, `cxcywh` the centre' });
const units = z
  .enum(['relative', 'pixels'])
  .meta({ description: '`relative`: in [0, 1] of the tensor’s width and height; `pixels`: of the tensor' });
const activation = z.enum(['none', 'sigmoid', 'softmax']);
const background = z
  .int()
  .min(0)
  .nullable()
  .default(null)
  .meta({ description: 'Index of the class that is no object; labels.txt leaves it out' });

/** Boxes and scores in tensors of their own, already decoded. */
const boxesAndScores = z.strictObject({
  decoder: z.literal('boxes-and-scores'),
  boxes: tensor.meta({ description: 'dims [N, K, 4]' }),
  scores: tensor.meta({ description: 'dims [N, K, classes], or [N, K] of one class' }),
  boxFormat: boxFormat.default('xyxy'),
  units: units.default('relative'),
  activation: activation.default('none'),
  background,
  ...common,
});

/** Offsets from prior boxes, as of SSD. Source: Liu et al. 2016, section 2.2. */
const priorBoxes = z.strictObject({
  decoder: z.literal('prior-boxes'),
  boxes: tensor.meta({ description: 'dims [N, K, 4]: offsets of centre and size' }),
  scores: tensor.meta({ description: 'dims [N, K, classes]' }),
  priors: z
    .array(z.strictObject({ stride: z.number().positive(), sizes: z.array(z.number().positive()).min(1) }))
    .min(1)
    .meta({ description: 'Per feature map: its stride and the sides of its square priors, pixels' }),
  variances: z.tuple([z.number().positive(), z.number().positive()]).default([0.1, 0.2]),
  activation: activation.default('softmax'),
  background,
  ...common,
});

/** One row per candidate, as YOLO v5 and later are exported. */
const yolo = z.strictObject({
  decoder: z.literal('yolo'),
  tensor: tensor.meta({ description: 'dims [N, K, 4 + …] or [N, 4 + …, K]' }),
  rows: z
    .enum(['candidates', 'fields'])
    .default('fields')
    .meta({ description: 'What its second dim counts' }),
  objectness: z.boolean().default(false).meta({ description: 'Whether the fifth field is that, as in v5' }),
  boxFormat: boxFormat.default('cxcywh'),
  units: units.default('pixels'),
  activation: activation.default('none'),
  ...common,
});

/** Raw heads of a YOLO, one per scale. Sources: Redmon and Farhadi 2018, section 2.1; YOLOv5 for the second form. */
const yoloGrid = z.strictObject({
  decoder: z.literal('yolo-grid'),
  heads: z
    .array(
      z.strictObject({
        tensor: tensor.meta({ description: 'dims [N, anchors × (5 + classes), H, W], logits' }),
        stride: z.number().positive(),
        anchors: z.array(z.tuple([z.number().positive(), z.number().positive()])).min(1),
      }),
    )
    .min(1),
  form: z.enum(['v3', 'v5']).default('v3'),
  ...common,
});

/** Objects that the model has chosen itself. */
const objects = z.strictObject({
  decoder: z.literal('objects'),
  tensor: tensor.meta({
    description: 'dims [N, K, 6]: box, score, class; K may be what there is, or padded',
  }),
  boxFormat: boxFormat.default('xyxy'),
  units: units.default('pixels'),
  ...common,
});

/** How the outputs of a detector become boxes with labels: a decoder by name, and what it has to know. */
export const detectionOutputSchema = z.discriminatedUnion('decoder', [
  boxesAndScores,
  priorBoxes,
  yolo,
  yoloGrid,
  objects,
]);

export type DetectionOutput = z.output<typeof detectionOutputSchema>;
export type OutputOf<D extends DetectionOutput['decoder']> = Extract<DetectionOutput, { decoder: D }>;
