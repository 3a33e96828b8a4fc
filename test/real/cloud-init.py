#!/usr/bin/python3
"""What the installed cloud-init reads from cloud-init disks, by its own modules.

Standard input: a JSON list of {"source": "NoCloud" | "ConfigDrive", "files": {path: text}}; the files are those of the
disk as KubeVirt writes them. Standard output: a JSON list with what came of each:

    metadata, network   what the datasource hands on (ConfigDrive's network_data.json converted to cloud-init's format)
    parts               the content types of the user data's parts, in order
    config              all cloud-config parts merged, as the modules get it
    scripts             the shell scripts that would run, in order
    log                 every warning and error that cloud-init logged meanwhile
"""

import json
import logging
import pathlib
import sys
import tempfile

from cloudinit import handlers, helpers, safeyaml, sources, stages
from cloudinit.sources import DataSourceConfigDrive, DataSourceNoCloud
from cloudinit.sources.helpers import openstack

SOURCES = {
    # No label: this machine's own disks are not searched.
    "NoCloud": (DataSourceNoCloud.DataSourceNoCloud, "nocloud", {"datasource": {"NoCloud": {"fs_label": None}}}),
    "ConfigDrive": (DataSourceConfigDrive.DataSourceConfigDrive, "config_drive", {}),
}


class Warnings(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


class Distro:
    """As much of a distribution as reading takes: nothing of it is the machine's own."""

    name = "debian"

    def __getattr__(self, name):
        raise NotImplementedError(f"reading asked for distro.{name}")


def read(source, files):
    with tempfile.TemporaryDirectory() as folder:
        return read_in(pathlib.Path(folder), source, files)


def read_in(root, source, files):
    create, seed, settings = SOURCES[source]
    for path, text in files.items():
        file = root / "seed" / seed / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())

    warnings = Warnings()
    logging.getLogger().addHandler(warnings)
    paths = helpers.Paths({"cloud_dir": str(root), "run_dir": str(root / "run")})
    (root / "run").mkdir()
    datasource = create(settings, Distro(), paths)
    if not datasource.get_data():
        raise SystemExit(f"cloud-init finds no data: {warnings.lines}")

    paths.datasource = datasource
    instance = pathlib.Path(paths.get_ipath())
    for folder in ("scripts", "boothooks", "handlers", "sem"):
        (instance / folder).mkdir(parents=True)
    (root / "instance").symlink_to(instance)
    init = stages.Init([sources.DEP_FILESYSTEM])
    init._cfg = {"system_info": {}}
    init._paths = paths
    init.datasource = datasource
    # Boothooks would be run, here and now.
    chosen = [one for one in init._default_handlers() if "#cloud-boothook" not in one.prefixes]
    # The jinja handler renders with what the datasource told.
    pathlib.Path(paths.get_runpath("instance_data_sensitive")).write_text(
        json.dumps({"ds": {"meta_data": datasource.metadata}, "v1": {"local_hostname": hostname(datasource.metadata)}})
    )
    message = datasource.get_userdata(True)
    excluded = [handlers.INCLUSION_TYPES_MAP["#cloud-boothook"]]
    init._do_handlers(message, chosen, "once-per-instance", excluded)
    logging.getLogger().removeHandler(warnings)

    config = pathlib.Path(paths.get_ipath("cloud_config")).read_text()
    scripts = sorted((instance / "scripts").iterdir())
    return {
        "metadata": datasource.metadata,
        "network": network(datasource),
        "parts": [part.get_content_type() for part in message.walk() if not part.is_multipart()],
        "config": safeyaml.load(config) or {},
        "scripts": [script.read_text() for script in scripts],
        "log": warnings.lines,
    }


def network(datasource):
    described = getattr(datasource, "network_json", None)
    if not described:
        return datasource.network_config
    # cloud-init looks the cards up by their addresses: here they are called as their links are.
    cards = {link["ethernet_mac_address"]: link["id"] for link in described["links"]}
    return openstack.convert_net_json(described, known_macs=cards)


def hostname(metadata):
    return metadata.get("local-hostname") or metadata.get("hostname")


json.dump([read(**case) for case in json.load(sys.stdin)], sys.stdout, default=str)
