/** Why a model cannot be served, in words for the person who runs the workers. */
export class NotServedError extends Error {
  override readonly name = 'NotServedError';
}
