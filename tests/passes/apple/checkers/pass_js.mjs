// What pass-js finds wrong when it opens each bundle: keys, values, picture sizes, strings.
// node pass_js.mjs <x.pkpass>... prints {"<x.pkpass>": ["what is wrong", ...], ...}

import { readFileSync } from 'node:fs';
import { Template } from '@walletpass/pass-js';

async function wrong(file) {
  try {
    const template = await Template.fromBuffer(readFileSync(file));
    template.createPass({}).validate();
    const empty = [...template.localization].filter(([, strings]) => strings.size === 0);
    return empty.map(([language]) => `no strings in ${language}`);
  } catch (error) {
    return [error.message];
  }
}

const said = {};
for (const file of process.argv.slice(2)) said[file] = await wrong(file);
console.log(JSON.stringify(said));
