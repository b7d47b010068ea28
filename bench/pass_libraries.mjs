// Passes made by a library of Node, for comparison. node pass_libraries.mjs <library> <folder>
// For each line with a number: so many passes, then {"seconds": of this process, "pass": base64}.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [library, folder] = process.argv.slice(2);
const read = (name) => readFileSync(join(folder, name));
const texts = Object.entries(JSON.parse(read('strings.json')));
const pem = {
  leaf: read('leaf.pem').toString(),
  key: read('key.pem').toString(),
  intermediate: read('intermediate.pem').toString(),
};

async function passkitGenerator() {
  const { PKPass } = await import('passkit-generator');
  const names = readdirSync(folder).filter((name) => name === 'pass.json' || name.endsWith('.png'));
  const buffers = Object.fromEntries(names.map((name) => [name, read(name)]));
  const certificates = { wwdr: pem.intermediate, signerCert: pem.leaf, signerKey: pem.key };
  return () => {
    const pass = new PKPass({ ...buffers }, certificates);
    for (const [language, strings] of texts) pass.localize(language, strings);
    return pass.getAsBuffer();
  };
}

async function passJs() {
  process.env.APPLE_WWDR_CERT_PEM = pem.intermediate;
  const { Template } = await import('@walletpass/pass-js');
  const template = await Template.fromBuffer(read('sample.pkpass'));
  template.setCertificate(pem.leaf);
  template.setPrivateKey(pem.key);
  const serialNumber = template.serialNumber;
  return () => template.createPass({ serialNumber }).asBuffer();
}

const make = await { 'passkit-generator': passkitGenerator, 'pass-js': passJs }[library]();
for await (const line of createInterface({ input: process.stdin })) {
  const before = process.cpuUsage();
  let pass;
  for (let made = 0; made < Number(line); made += 1) pass = await make();
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ seconds: (user + system) / 1e6, pass: pass.toString('base64') }));
}
