// What passkit-generator's schemas say of each pass.json; a key they do not know is an error.
// node schemas.mjs <pass.json>... prints {"<pass.json>": ["what is wrong", ...], ...}

import { readFileSync } from 'node:fs';
// Its package lends nobody its schemas, so they are read past its front door.
import schemas from '../../../../node_modules/passkit-generator/lib/cjs/schemas/index.js';

function wrong(file) {
  const document = JSON.parse(readFileSync(file, 'utf8'));
  const { error } = schemas.PassProps.validate(document, { abortEarly: false });
  return error ? error.details.map((detail) => detail.message) : [];
}

const files = process.argv.slice(2);
console.log(JSON.stringify(Object.fromEntries(files.map((file) => [file, wrong(file)]))));
