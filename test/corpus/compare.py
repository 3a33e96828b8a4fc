"""Which results are the ones wanted. Standard input: a JSON list of {wanted, result, compare}, both CloudInitData
objects; standard output: a JSON list of true or false. cloud-config is read as cloud-init reads it, by PyYAML."""
import email
import json
import sys

import yaml


def header(text):
    lines = []
    for line in text.split('\n'):
        if not line.startswith(('## template:', '#cloud-config')):
            break
        lines.append(line.rstrip())
    return lines


def cloud_config(text):
    return (header(text), yaml.safe_load(text)) if header(text) else text


def parts(text):
    message = email.message_from_string(text)
    return [(p.get_content_type(), p.get_payload().strip()) for p in message.walk() if not p.is_multipart()]


def same(wanted, result, compare):
    wanted, result = dict(wanted), dict(result)
    user = wanted.pop('UserData'), result.pop('UserData')
    network = wanted.pop('NetworkData'), result.pop('NetworkData')
    if wanted != result:
        return False
    if compare == 'json-exact':
        return user[0] == user[1] and network[0] == network[1]
    if compare == 'mime-semantic':
        return parts(user[0]) == parts(user[1]) and network[0] == network[1]
    return cloud_config(user[0]) == cloud_config(user[1]) and \
        yaml.safe_load(network[0] or '') == yaml.safe_load(network[1] or '')


json.dump([same(**pair) for pair in json.load(sys.stdin)], sys.stdout)
