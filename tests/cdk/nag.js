// Prints which findings of cdk-nag's AwsSolutions pack an assembly does not accept, and what it accepts for nothing:
// nag.js ASSEMBLY..

const fs = require('node:fs');
const path = require('node:path');
const { App, DefaultStackSynthesizer, Stack } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const { AwsSolutionsChecks } = require('cdk-nag');

const PACK = 'AwsSolutions';

/** The stacks of an assembly: template, paths by logical id, and accepted rules by path. */
function stacks(folder) {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'manifest.json')));
  const artifacts = Object.values(manifest.artifacts).filter((it) => it.type === 'aws:cloudformation:stack');
  return artifacts.map(({ properties, metadata }) => {
    const paths = {};
    const accepted = [];
    for (const [at, entries] of Object.entries(metadata)) {
      for (const { type, data } of entries) {
        if (type === 'aws:cdk:logicalId') paths[data] = at;
        if (type === 'aws:cdk:acknowledged-rules') accepted.push(...Object.keys(data).map((rule) => ({ at, rule })));
      }
    }
    return { templateFile: path.join(folder, properties.templateFile), paths, accepted };
  });
}

/** What the pack finds in a template: the rule without what it found, such as `[Resource::*]`, and the logical id. */
function findings(templateFile) {
  const synthesizer = new DefaultStackSynthesizer({ generateBootstrapVersionRule: false });
  const stack = new Stack(new App(), 'Stack', { synthesizer });
  new CfnInclude(stack, 'Template', { templateFile });
  const { violations } = new AwsSolutionsChecks().validateScope(stack);
  return violations.flatMap(({ ruleName, description, violatingResources }) =>
    violatingResources.map(({ constructPath }) => ({
      rule: ruleName.replace(`${PACK}-`, `${PACK}::`).replace(/\[.*/s, ''),
      id: path.basename(constructPath),
      text: `${ruleName}: ${description}`,
    })));
}

const isBelow = (at, above) => at === above || at.startsWith(`${above.replace(/\/$/, '')}/`);

for (const folder of process.argv.slice(2)) {
  for (const { templateFile, paths, accepted } of stacks(folder)) {
    for (const { rule, id, text } of findings(templateFile)) {
      const meant = accepted.filter((it) => it.rule === rule && isBelow(paths[id], it.at));
      meant.forEach((it) => { it.used = true; });
      if (meant.length === 0) console.log(`${paths[id]}: ${text}`);
    }
    for (const { at, rule } of accepted.filter((it) => it.rule.startsWith(`${PACK}::`) && !it.used)) {
      console.log(`${at}: accepts ${rule}, which is not found here or below`);
    }
  }
}
