import { writeFileSync } from 'node:fs';
import { HOOK_SIDECARS } from '../kubevirt/hook-sidecars.ts';
import { mountProblem } from '../kubevirt/mount-names.ts';
import { type AnnotatedVm, annotateVms } from '../kubevirt/vm-manifest.ts';
import { Failure } from '../text/failure.ts';
import { IMAGE_ADVICE, MOUNT_OPTIONS, PLACEHOLDER_IMAGE } from './mount-options.ts';
import { readOptions } from './options.ts';
import { complain, readInput, say, Usage } from './terminal.ts';

export const ANNOTATE_HELP = `Writes the sidecar's annotation into a VM's manifest, where it reaches the VM.

Usage: sidepatch annotate FILE --configmap NAME [options]

FILE is YAML or JSON, or - for standard input. All VMs in it are edited; comments,
quotes and everything else keep their bytes. Sidecars of other images stay; one of
sidepatch with another ConfigMap gets this one. Given again, nothing changes.

  --configmap NAME   the ConfigMap with the rules
  --key KEY          its key; default rule.yaml
  --image IMAGE      sidepatch's image; default: what the annotation names already, else
                     a placeholder to be replaced, which --in-place refuses to write
  --hook-path PATH   where the key is mounted; default /usr/bin/onDefineDomain
  --add              keep sidepatch's sidecar with another ConfigMap, and add a second
  --in-place         change FILE instead of printing
  -h, --help         print this

VirtualMachine, VirtualMachineInstance, VirtualMachineInstanceReplicaSet and
VirtualMachinePool, also in a List or an OpenShift Template.
Exit code: 0 fine, 1 a VM or a name stands in the way, 2 wrong use.

Examples:
  sidepatch annotate vm.yaml --configmap smbios-rules --image registry.example.com/sidepatch:0.1.0
  sidepatch annotate vm.yaml --configmap smbios-rules --in-place
  kubectl get vm db-1 -o yaml | sidepatch annotate - --configmap smbios-rules | kubectl apply -f -
`;

export function annotate(args: readonly string[]): number {
  const { values, positionals } = readOptions(args, {
    ...MOUNT_OPTIONS,
    configmap: { type: 'string' },
    'in-place': { type: 'boolean' },
    add: { type: 'boolean' },
  });
  if (values.help) {
    say(ANNOTATE_HELP);
    return 0;
  }
  const [path, second] = positionals;
  if (path === undefined) throw new Usage("needs a VM's manifest");
  if (second !== undefined) throw new Usage('takes one manifest at a time');
  if (values.configmap === undefined) throw new Usage('needs --configmap NAME, see sidepatch configmap');
  if (path === '-' && values['in-place']) throw new Usage('standard input cannot be changed in place');
  const name = path === '-' ? 'standard input' : path;

  const wish = {
    configMap: values.configmap,
    key: values.key,
    hookPath: values['hook-path'],
    image: values.image,
    isAdded: values.add === true,
  };
  const problem = mountProblem({ ...wish, image: values.image ?? PLACEHOLDER_IMAGE });
  if (problem !== undefined) return refuse(problem);
  const text = readInput(path);
  try {
    const annotated = annotateVms(text, wish, PLACEHOLDER_IMAGE);
    if (annotated.vms.length === 0) {
      throw new Usage(
        `${name} holds no VM: give the manifest of a VirtualMachine, VirtualMachinePool or the like`,
      );
    }
    const isPlaceholder = annotated.text.includes(PLACEHOLDER_IMAGE);
    if (isPlaceholder && values['in-place']) throw new Usage(`${IMAGE_ADVICE}; ${name} is not changed`);
    if (!values['in-place']) process.stdout.write(annotated.text);
    else if (annotated.text !== text) write(path, annotated.text);
    for (const vm of annotated.vms) tell(vm, wish.configMap);
    if (isPlaceholder) complain(`sidepatch: warning: ${IMAGE_ADVICE}`);
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return refuse(`${name}: ${[error.message, error.hint].filter(Boolean).join('; ')}`);
  }
}

function tell({ title, changed, replaced, lost }: AnnotatedVm, configMap: string): void {
  if (replaced !== undefined) {
    complain(
      `sidepatch: warning: ${title}: its sidecar had the ConfigMap "${replaced}" and now has "${configMap}"; with --add it gets both, which run in no defined order`,
    );
  }
  if (!changed) complain(`sidepatch: ${title} has the annotation already`);
  if (lost.length === 0) return;
  const cure = lost.includes(HOOK_SIDECARS)
    ? 'take it out there'
    : 'move those that rules read to the template';
  complain(
    `sidepatch: warning: ${title}: annotations of the object itself do not reach the VM: ${lost.join(', ')}; ${cure}`,
  );
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown error';
    throw new Usage(`${path} cannot be written (${code})`);
  }
}

function refuse(problem: string): number {
  complain(`sidepatch: ${problem}`);
  return 1;
}
