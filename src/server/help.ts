import { DEFAULT_RULE_FILES, DEFAULT_RULE_FOLDER } from '../io/collect-rules.ts';
import { DEFAULT_POLICY_FOLDER } from '../io/policy-files.ts';
import { DEFAULT_SOCKET_FOLDER } from './options.ts';
import { programVersion } from './version.ts';

export const HELP = `Usage: sidepatch --version v1alpha3 [OPTION]...
       sidepatch --plugin-socket PATH... [OPTION]...
       sidepatch --check SOCKET

The KubeVirt hook sidecar sidepatch, ${programVersion}. Edits the libvirt domain and the cloud-init
data of a VM by rules written in YAML. Runs no scripts.

  --version VERSION   the hook API to offer to virt-launcher, not the program's own
                      version: v1alpha1 (domain only), v1alpha2 (and cloud-init) or
                      v1alpha3 (and Shutdown: take this one). Required
                      unless --plugin-socket is given; both together serve both.
  --plugin-socket PATH
                      serve KubeVirt's Plugin API on this socket, named as in the
                      Plugin object; may be given several times. Changed rule files
                      are then taken over without a restart.
  --rules PATH        a rule file, or a folder of them; may be given several times
  --policy PATH       a policy, or a folder of them, beside those of
                      ${DEFAULT_POLICY_FOLDER}: it can only take away
  --socket-dir DIR    where the socket goes (default ${DEFAULT_SOCKET_FOLDER})
  --log-level LEVEL   debug, info, warn or error (default info)
  --check SOCKET      ask the sidecar on this socket, or on those of this folder, for
                      its health, and exit with 0 (it serves) or 1: for a probe
  -h, --help          this text

Rules are read from these places and run in this order:
  ${DEFAULT_RULE_FOLDER}/*, in name order
  ${DEFAULT_RULE_FILES.join(', ')}
  every --rules PATH, as given
Policies limit the rules, except those in folders that a policy trusts. A rule or
policy file that is broken does not end the sidecar: the VM's first start fails with
the reason, which KubeVirt shows in the VMI's events.

The log goes to standard error, one JSON object a line. It never holds domain XML,
cloud-init data or the VMI.

Environment: CONTAINER_NAME names the hook socket, NETWORK_BINDING_PLUGIN_NAME what
Info answers; KubeVirt sets both.

Exit status: 0 after Shutdown, SIGTERM, SIGINT, SIGHUP or SIGQUIT; 1 when a socket
cannot be made; 2 when an option is wrong.

Examples:
  One rule from a ConfigMap, as an annotation below the VM's
  spec.template.metadata.annotations:
    hooks.kubevirt.io/hookSidecars: >-
      [{"image": "IMAGE", "args": ["--version", "v1alpha3"],
        "configMap": {"name": "my-rules", "key": "rule.yaml",
                      "hookPath": "/usr/bin/onDefineDomain"}}]

  On your own machine, without KubeVirt:
    mkdir /tmp/hooks
    node dist/main.js --version v1alpha3 --rules ./rules --socket-dir /tmp/hooks
`;
