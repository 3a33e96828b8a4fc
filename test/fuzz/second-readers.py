"""Reads documents with libxml2, Expat and PyYAML: one JSON object on standard input, one on standard output."""
import ctypes, ctypes.util, json, sys
import xml.etree.ElementTree as ElementTree
import yaml

libxml2 = ctypes.CDLL(ctypes.util.find_library('xml2') or 'libxml2.so.2')
libxml2.xmlReadMemory.restype = ctypes.c_void_p
libxml2.xmlFreeDoc.argtypes = [ctypes.c_void_p]
libxml2.xmlGetLastError.restype = ctypes.c_void_p
QUIET = 32 | 64 | 2048  # XML_PARSE_NOERROR, NOWARNING, NONET
Loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)


def read_xml(text):
    data = text.encode()
    libxml2.xmlResetLastError()
    document = libxml2.xmlReadMemory(data, len(data), b'domain.xml', b'UTF-8', QUIET)
    if document:
        libxml2.xmlFreeDoc(document)
    if not document or libxml2.xmlGetLastError():
        return 'libxml2 does not read it'
    try:
        ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        return f'Expat does not read it: {error.code}'
    return None


def read_yaml(text):
    try:
        value = yaml.load(text, Loader)
    except Exception:
        return None
    if value is None:
        return {}
    return {repr(k): repr(v) for k, v in value.items()} if isinstance(value, dict) else {'': repr(value)}


asked = json.load(sys.stdin)
json.dump({'xml': [read_xml(before) is None and read_xml(after) for before, after in asked['xml']], 'yaml': [read_yaml(t) for t in asked['yaml']]}, sys.stdout)
