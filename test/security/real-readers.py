"""What others make of results: one JSON list of questions on standard input, the answers on standard output."""
import email, json, sys
import xml.etree.ElementTree as ElementTree


def read_xml(text):
    root = ElementTree.fromstring(text)
    place = root.find('probe')
    return {
        'elements': sum(1 for _ in root.iter()),
        'text': place.text or '',
        'attribute': place.get('a'),
        'attributes': sorted(place.attrib),
    }


def read_junit(text):
    root = ElementTree.fromstring(text)
    return [[case.get('name'), [child.tag for child in case]] for case in root.iter('testcase')]


def read_mime(text):
    message = email.message_from_string(text)
    leaves = [part for part in message.walk() if not part.is_multipart()]
    return [[part.get_content_type(), sorted(part.keys()), part.get_payload(decode=True).decode()] for part in leaves]


READERS = {'xml': read_xml, 'junit': read_junit, 'mime': read_mime}
json.dump([READERS[kind](text) for kind, text in json.load(sys.stdin)], sys.stdout)
