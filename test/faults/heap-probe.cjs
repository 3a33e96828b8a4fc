// Given to the sidecar with `node -r`: on SIGUSR2 collects all garbage, as the sidecar itself does when it has started
// (src/server/settle.ts), and writes how much its objects take into the file that HEAP_PROBE names.
const { renameSync, writeFileSync } = require('node:fs');
const { getHeapSpaceStatistics, setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

// Not code_space and trusted_space: they hold compiled code, which comes by and by for what is called often.
const OF_OBJECTS = ['new_space', 'old_space', 'new_large_object_space', 'large_object_space'];

let collect;

process.on('SIGUSR2', () => {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc');
  }
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  const spaces = getHeapSpaceStatistics().filter((space) => OF_OBJECTS.includes(space.space_name));
  const objects = spaces.reduce((sum, space) => sum + space.space_used_size, 0);
  const file = process.env.HEAP_PROBE;
  writeFileSync(`${file}.new`, JSON.stringify({ objects }));
  renameSync(`${file}.new`, file);
});
