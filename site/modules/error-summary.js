/**
 * What is wrong with a form: a list on top that takes the focus and leads to each field, and the
 * same words beside the field. An error is cleared while one types, never when a field is left:
 * a line that vanishes between pressing and releasing makes the next click miss.
 */

/** @typedef {{field: string, text: string}} FieldError */

/**
 * What the server found wrong, field by field where it says so.
 * @param {import('./api.js').Problem} problem
 * @param {string} [otherwise] the field to which a sentence about the whole belongs
 * @returns {FieldError[]}
 */
export function fieldErrors(problem, otherwise = '') {
  const listed = problem.body.errors ?? [];
  if (!listed.length) return [{ field: otherwise, text: problem.message }];
  return listed.map((/** @type {{pointer: string, detail: string}} */ { pointer, detail }) => ({
    field: pointer.replace(/^\//, ''),
    text: detail,
  }));
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} summary
 * @param {FieldError[]} errors
 */
export function showErrors(form, summary, errors) {
  for (const field of form.querySelectorAll('[aria-invalid]')) clear(/** @type {HTMLElement} */ (field));
  const list = summary.querySelector('[data-summary-list]');
  list?.replaceChildren(...errors.map((error) => line(form, error)));
  for (const error of errors) mark(form, error);
  summary.hidden = errors.length === 0;
  if (errors.length) summary.focus();
}

/** @param {HTMLFormElement} form @param {FieldError} error */
function line(form, { field, text }) {
  const item = document.createElement('li');
  const target = field ? form.querySelector(`#${CSS.escape(field)}`) : null;
  if (!(target instanceof HTMLElement)) {
    item.textContent = text;
    return item;
  }
  const link = document.createElement('a');
  link.href = `#${field}`;
  link.textContent = text;
  link.addEventListener('click', (event) => {
    event.preventDefault();
    target.focus();
  });
  item.append(link);
  return item;
}

/** @param {HTMLFormElement} form @param {FieldError} error */
function mark(form, { field, text }) {
  const input = field ? form.querySelector(`#${CSS.escape(field)}`) : null;
  if (!(input instanceof HTMLElement) || input.hasAttribute('aria-invalid')) return;
  const note = document.createElement('span');
  note.className = 'field-error';
  note.id = `${field}-error`;
  note.textContent = text;
  input.closest('.field')?.querySelector('.tick, .pair, input')?.before(note);
  input.setAttribute('aria-invalid', 'true');
  describe(input, [...described(input), note.id]);
  input.addEventListener('input', () => clear(input), { once: true });
}

/** @param {HTMLElement} input */
function clear(input) {
  const id = `${input.id}-error`;
  document.getElementById(id)?.remove();
  input.removeAttribute('aria-invalid');
  describe(input, described(input).filter((other) => other !== id));
}

/** @param {HTMLElement} input the ids of what describes it */
const described = (input) => (input.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean);

/** @param {HTMLElement} input @param {string[]} ids */
function describe(input, ids) {
  if (ids.length) input.setAttribute('aria-describedby', ids.join(' '));
  else input.removeAttribute('aria-describedby');
}
