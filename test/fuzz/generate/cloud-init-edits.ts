import type { Draw } from '../draw.ts';
import { type Names, plainValue, testOf } from './values.ts';

type Json = Readonly<Record<string, unknown>>;

/** The parts of a rule that edit cloud-init data. */
export function cloudInitEdits(draw: Draw, names: Names): Json {
  const parts = [
    () => ({ userData: edits(draw, names) }),
    () => ({ userData: edits(draw, names) }),
    () => ({ networkData: edits(draw, names) }),
    () => ({
      metaData: edits(draw, names, [
        '/hostname',
        '/instanceId',
        '/publicKeys/a',
        '/instanceType',
        draw.once(9) ? '/uuid' : '/hostname',
      ]),
    }),
    () => ({ cloudInitData: draw.many(1, 3, () => patchOperation(draw, names)) }),
  ];
  return Object.assign({}, ...draw.many(1, 2, () => draw.pick(parts)()));
}

const POINTERS = [
  '', '/a', '/b', '/a/b', '/users', '/users/-', '/users/0', '/users/0/name', '/users/*', '/users/*/keys/-', '/users/[name=a]/x',
  '/runcmd', '/runcmd/-', '/runcmd/0', '/write_files/-', '/write_files/0/content', '/c~1d', '/no', '/on', '/~0', '/0644', '/a/*/b',
  '/network/version', '/ethernets/*/dhcp4', '/ethernets/eth0', '/version', '/k v', '/list', '/list/1', '/list/-', '/list/*', '/a/0',
]; // biome-ignore format: a list of pointers

function pointer(draw: Draw, names: Names): string {
  if (names.values.length > 0 && draw.once(4)) {
    const step = `/$(${draw.pick(names.values)})`;
    return draw.pick(['', '/a', '/users']) + (draw.once(4) ? `/[name=$(${draw.pick(names.values)})]` : step);
  }
  return (
    draw.pick(draw.once(2) ? ['/new', '/a', '/b', '/list', '/users/-', '/runcmd/-', '', '/x/y'] : POINTERS) +
    (draw.once(12) ? draw.pick(['/a', '/-', '/*', '/0', '/x y', '/é']) : '')
  );
}

function edits(draw: Draw, names: Names, paths: readonly string[] = []): readonly Json[] {
  const path = () => (paths.length > 0 ? draw.pick(paths) : pointer(draw, names));
  const mostlySkip = () => (draw.once(6) ? {} : { onNoMatch: 'Skip' });
  const onNoMatch = () => (draw.once(8) ? { onNoMatch: draw.pick(['Skip', 'Fail']) } : {});
  const value = () => (paths.length > 0 && !draw.once(4) ? 'text' : plainValue(draw, names));
  const mapping = () => ({
    [draw.pick(['a', 'b', 'list', 'no', 'name'])]: plainValue(draw, names),
    ...(draw.once(3) && { a: null }),
  });
  return draw.many(1, 3, () => {
    switch (draw.below(draw.once(3) ? 8 : 5)) {
      case 0:
      case 1:
        return { op: 'set', path: path(), value: value(), ...onNoMatch() };
      case 2:
        return { op: 'add', path: path(), value: value(), ...onNoMatch() };
      case 3:
        return {
          op: 'merge',
          path: path(),
          value: mapping(),
          ...(draw.once(2) && { lists: 'Append' }),
          ...onNoMatch(),
        };
      case 4:
        return { op: 'remove', path: path(), ...onNoMatch() };
      case 5:
        return { op: 'replace', path: path(), value: plainValue(draw, names), ...mostlySkip() };
      case 6:
        return { op: draw.pick(['move', 'copy']), from: path(), path: path() };
      default:
        return {
          op: 'test',
          path: path(),
          ...(draw.once(2) ? { value: plainValue(draw, names) } : testOf(draw)),
        };
    }
  });
}

function patchOperation(draw: Draw, names: Names): Json {
  const path = () =>
    draw.pick([
      '/UserData',
      '/NetworkData',
      '/VolumeName',
      '/NoCloudMetaData/local-hostname',
      '/NoCloudMetaData/public-keys/a',
      '/ConfigDriveMetaData/hostname',
      draw.once(9) ? '/DevicesData' : '/UserData',
      '/NoCloudMetaData',
    ]);
  const op = draw.pick(['add', 'replace', 'test', 'remove', 'move', 'copy']);
  if (op === 'remove') return { op, path: path() };
  if (op === 'move' || op === 'copy') return { op, from: path(), path: path() };
  return {
    op,
    path: path(),
    value: draw.once(2) ? draw.pick(['', '#cloud-config\na: 1\n', 'x']) : plainValue(draw, names),
  };
}
