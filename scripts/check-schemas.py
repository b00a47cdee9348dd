#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""check-schemas.py BUILD_DIR: the schemas, their examples, the C codecs and the C enums must say the same.

Called by check-schemas.sh. A name that ends in -invalid must be refused, every other accepted.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema
import yaml

SCHEMAS = pathlib.Path("schemas")
EXAMPLES = SCHEMAS / "examples"
results = {"passed": 0, "failed": 0, "skipped": 0}


def result(good, what, *reasons):
    results["passed" if good else "failed"] += 1
    if not good:
        print("FAIL", what, *(f"\n     {reason}" for reason in reasons), sep=" ")


def cause(error):
    """Of a choice that nothing fits, the first objection of the choice with the fewest."""
    while error.context:
        choices = {}
        for inner in error.context:
            choices.setdefault(inner.schema_path[0], []).append(inner)
        error = min(choices.values(), key=len)[0]
    return error


def schema_verdict(validator, data, load=json.loads):
    """None when accepted, else why not. data is bytes: what load cannot read at all is refused as well."""
    try:
        error = next(validator.iter_errors(load(data.decode())), None)
    except (ValueError, RecursionError, yaml.YAMLError) as unreadable:
        return str(unreadable)
    if error is None:
        return None
    return f"{cause(error).json_path}: {cause(error).message[:200]}"


def codec_verdicts(program, files):
    """file -> None when accepted, else why not."""
    run = subprocess.run([program, *files], capture_output=True, text=True, check=True)
    lines = (line.split("\t", 1) for line in run.stdout.splitlines())
    return {pathlib.Path(file): None if said == "accepted" else said for file, said in lines}


def check_folder(folder, judges, suffix="json"):
    """judges: name -> (file -> verdict). Every one of them must agree with the file's name."""
    files = sorted(folder.glob(f"*.{suffix}"))
    for invalid in (False, True):
        result(any(file.stem.endswith("-invalid") == invalid for file in files), folder,
               f"has no {'invalid' if invalid else 'valid'} example")
    for file in files:
        wanted_refused = file.stem.endswith("-invalid")
        verdicts = {name: judge(file) for name, judge in judges.items()}
        result(all((verdict is not None) == wanted_refused for verdict in verdicts.values()), file,
               f"must be {'refused' if wanted_refused else 'accepted'}",
               *(f"{name}: {verdict or 'accepted'}" for name, verdict in verdicts.items()))


def check_pairs(program):
    """What a domain's metadata says of its pairs: the RELAX NG schemas and the C readers must agree."""
    said = codec_verdicts(program, sorted([*EXAMPLES.glob("pairs*/*.xml"), *EXAMPLES.glob("away/*.xml")]))

    def schema_says(file):
        schema = SCHEMAS / f"{file.parent.name}-1.rng"
        run = subprocess.run(["xmllint", "--noout", "--nonet", "--relaxng", schema, file], capture_output=True,
                             text=True, check=False)
        return run.stderr.strip() if run.returncode else None

    for folder in ("pairs", "away"):
        check_folder(EXAMPLES / folder, {"schema": schema_says, "reader": said.get}, "xml")
    check_folder(EXAMPLES / "pairs-reader-only", {"reader": said.get}, "xml")


def edges(schema, root, path=()):
    """The paths of all numbers of a schema, each with the least and the greatest that it takes."""
    while "$ref" in schema:
        schema = {**root["$defs"][schema["$ref"].split("/")[-1]], **{k: v for k, v in schema.items() if k != "$ref"}}
    for key, inner in schema.get("properties", {}).items():
        yield from edges(inner, root, (*path, key))
    if "const" in schema:
        yield path, schema["const"], schema["const"]
    elif schema.get("type") == "integer":
        yield path, schema["minimum"], schema["maximum"]


def check_edges(program, validator):
    """Each number at the ends of its range and just outside: the schema and the C reader must agree."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for path, least, greatest in edges(validator.schema, validator.schema):
            for number, suffix in (least, ""), (greatest, ""), (least - 1, "-invalid"), (greatest + 1, "-invalid"):
                text = "".join(f"{{{key}: " for key in path) + str(number) + "}" * len(path)
                (folder / f"{'.'.join(path)}={number}{suffix}.yaml").write_text(text)
        check_config_folder(folder, program, validator)


def check_config_folder(folder, program, validator):
    said = codec_verdicts(program, sorted(folder.glob("*.yaml")))
    check_folder(folder, {"schema": lambda file: schema_verdict(validator, file.read_bytes(), yaml.safe_load),
                          "reader": said.get}, "yaml")


def defaults(schema, path=()):
    """{path: what the schema says of a key that is left out}"""
    found = {path: schema["default"]} if "default" in schema else {}
    for key, inner in schema.get("properties", {}).items():
        found |= defaults(inner, (*path, key))
    return found


def check_config(program, validator):
    """The configuration's examples; and the sample file, whose values a unit test has compared with those of the C code."""
    check_config_folder(EXAMPLES / "config", program, validator)
    check_edges(program, validator)
    said = codec_verdicts(program, sorted((EXAMPLES / "config-reader-only").glob("*.yaml")))
    check_folder(EXAMPLES / "config-reader-only", {"reader": said.get}, "yaml")

    sample = pathlib.Path("host-tools/vferryd.conf.example").read_bytes()
    verdict = schema_verdict(validator, sample, yaml.safe_load)
    result(verdict is None, "vferryd.conf.example", "refused by the schema", verdict)
    for path, value in defaults(validator.schema).items():
        said = yaml.safe_load(sample)
        for key in path:
            said = (said or {}).get(key)
        result(said == value, "vferryd.conf.example", f"{'.'.join(path)} is {said}, but the schema's default is {value}")
    steps = set(steps_of_c())
    differ = steps ^ set(validator.schema["properties"]["steps"]["properties"])
    result(steps and not differ, "config: steps", f"schema and agent/steps.c differ in {sorted(differ)}")


def check_fleet(program, validator):
    """A record as the engine writes it, and that it and the schema know the same outcomes."""
    verdict = schema_verdict(validator, subprocess.run([program, "--write"], capture_output=True, check=True).stdout)
    result(verdict is None, "record of a fleet", "refused by the schema", verdict)
    names = validator.schema["properties"]["guests"]["items"]["properties"]["outcome"]["enum"]
    differ = set(names) ^ ({name for name, _ in failures_of_c()} | {"ok"})
    result(not differ, "fleet: outcomes", f"schema and agent/outcome.h differ in {sorted(differ)}")


def failures_of_c():
    """agent/outcome.h but for ok as {(name, code)}: OUTCOME_NO_VF = 20 is ("no-vf", 20)."""
    text = pathlib.Path("agent/outcome.h").read_text()
    return {(name.lower().replace("_", "-"), int(code))
            for name, code in re.findall(r"\bOUTCOME_(\w+)\s*=\s*(\d+)", text)} - {("ok", 0)}


def steps_of_c():
    """The names of agent/steps.c."""
    return re.findall(r'\[STEP_\w+\]\s*=\s*\{"(\w+)"', pathlib.Path("agent/steps.c").read_text())


def wish_of_c():
    """The fields of struct crossing_wish that a journal has in its wish: the kind is its method, a count belongs to its list."""
    text = pathlib.Path("agent/crossing.h").read_text()
    body = re.sub(r"/\*.*?\*/", "", re.search(r"struct crossing_wish \{(.*?)\n\};", text, re.S)[1], flags=re.S)
    return set(re.findall(r"(\w+)(?=[,;])", body)) - {"kind", "ndest_vfs", "log", "log_arg"}


def failures_of_schema(schema, name, code):
    """The same, from the rows of the schema's "failure"."""
    rows = (row["properties"] for row in schema["$defs"]["failure"]["oneOf"])
    return {(row[name]["const"], row[code]["const"]) for row in rows}


def load_schemas():
    """"link" -> the validator of link-1.schema.json, and so on; a schema that is none is a failure."""
    validators = {}
    for path in sorted(SCHEMAS.glob("*.schema.json")):
        schema = json.loads(path.read_bytes())
        try:
            jsonschema.Draft202012Validator.check_schema(schema)
            result(True, path)
        except jsonschema.SchemaError as error:
            result(False, path, error.message)
        # The base lets one schema refer to another by its file's name.
        resolver = jsonschema.RefResolver(path.absolute().as_uri(), schema)
        validators[path.name.split("-")[0]] = jsonschema.Draft202012Validator(schema, resolver=resolver)
    return validators


def check_program(vferry, validator):
    """A report as vferry itself writes it, of a crossing that ends at once because no host answers."""
    if not pathlib.Path(vferry).exists():
        print(f"SKIP report of vferry: {vferry} is not built")
        results["skipped"] += 1
        return
    nowhere = "qemu+unix:///system?socket=/nonexistent"
    run = subprocess.run([vferry, "migrate", "--connect", nowhere, "--json", "-", "router", nowhere],
                         capture_output=True, check=False)
    verdict = schema_verdict(validator, run.stdout)
    result(verdict is None, "report of vferry", "refused by the schema", verdict)
    result(b'"exit_code": %d,' % run.returncode in run.stdout, "report of vferry",
           f"exit code {run.returncode} is not the report's", run.stderr.decode())


def check_report(program, validator):
    """A report of a crossing from VF to VF, as the engine's test has it written."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run([program], capture_output=True, check=False, env={**os.environ, "VFERRY_TEST_REPORT": file.name})
        written = file.read()
    verdict = schema_verdict(validator, written)
    result(verdict is None, "report with pairs", "refused by the schema", verdict)
    if verdict is None:
        pairs = json.loads(written)["pairs"]
        result(len(pairs) == 1 and pairs[0]["vlan"] == 42 and pairs[0]["source_vf"] and pairs[0]["destination_vf"],
               "report with pairs", "does not tell them", json.dumps(pairs))


def check_inspection(vferry, validator, command, *words):
    """What vferry pairs prints of the domain that libvirt's test driver always has, and vferry vfs of its host."""
    if not pathlib.Path(vferry).exists():
        print(f"SKIP output of vferry {command}: {vferry} is not built")
        results["skipped"] += 1
        return
    run = subprocess.run([vferry, command, "--json", *words], capture_output=True, check=False)
    verdict = schema_verdict(validator, run.stdout)
    result(run.returncode == 0 and verdict is None, f"output of vferry {command}", "refused by the schema", verdict, run.stderr.decode())


def check_questions(vferryd, validator):
    """What a worker of vferryd answers of the same domain and host, as a line of the control socket; it has no guest to ask."""
    if not pathlib.Path(vferryd).exists():
        print(f"SKIP answers of vferryd: {vferryd} is not built")
        results["skipped"] += 1
        return
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        file.write("uri: test:///default\n")
        file.flush()
        for method, params, said in (("pairs", {"domain": "test"}, "others"), ("vfs", {}, "vfs"), ("status", {"domain": "test"}, "code")):
            line = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}) + "\n"
            run = subprocess.run([vferryd, "--crossing", "--config", file.name], input=line.encode(), capture_output=True, check=False)
            verdict = schema_verdict(validator, run.stdout)
            answer = json.loads(run.stdout) if verdict is None else {}
            result(said in (answer.get("result") or answer.get("error") or ()), f"vferryd's answer to {method}", "refused by the schema",
                   verdict, run.stdout.decode(), run.stderr.decode())


def function(address, where, inner):
    """A PCI function as a node device of libvirt's test driver."""
    return (f"<device><name>pci_0000_01_{address}</name><parent>computer</parent><driver><name>igbvf</name></driver>"
            f"<capability type='pci'><class>0x020000</class><domain>0</domain><bus>1</bus>{where}"
            f"<product id='0x10ca'/><vendor id='0x8086'/>{inner}</capability></device>")


def nic(address, name):
    """The network device of one."""
    return (f"<device><name>net_{name}</name><parent>pci_0000_01_{address}</parent><capability type='net'><interface>{name}"
            "</interface><address>02:00:00:00:01:00</address><link speed='1000' state='up'/></capability></device>")


def host_with_vfs():
    """A PF that has two VFs, of which one has a network device and the other a domain."""
    pf, vf0, vf2 = (f"<address domain='0' bus='1' slot='{slot}' function='{number}'/>"
                    for slot, number in (("0", "0"), ("0x10", "0"), ("0x10", "2")))
    of_pf = f"<capability type='phys_function'>{pf}</capability>"
    source = "<address type='pci' domain='0' bus='1' slot='0x10' function='2'/>"
    return ("<node>"
            + function("00_0", "<slot>0</slot><function>0</function>",
                       f"<capability type='virt_functions' maxCount='7'>{vf0}{vf2}</capability>")
            + function("10_0", "<slot>16</slot><function>0</function>", of_pf)
            + function("10_2", "<slot>16</slot><function>2</function>", of_pf)
            + nic("00_0", "eth2") + nic("10_0", "eth3")
            + "<domain type='test'><name>router</name><memory>65536</memory><os><type>hvm</type></os><devices>"
            f"<interface type='hostdev' managed='yes'><mac address='52:54:00:00:00:01'/><source>{source}</source>"
            "<vlan><tag id='42'/></vlan></interface></devices></domain></node>")


def check_vfs(vferry, validator):
    """The same of a host that has VFs, each of them told in full."""
    if not pathlib.Path(vferry).exists():
        return
    with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
        file.write(host_with_vfs())
        file.flush()
        run = subprocess.run([vferry, "vfs", "--json", f"test://{file.name}"], capture_output=True, check=False)
    verdict = schema_verdict(validator, run.stdout)
    result(verdict is None, "VFs of vferry vfs", "refused by the schema", verdict, run.stderr.decode())
    if verdict is None:
        told = json.loads(run.stdout)
        result([vf["user"] for vf in told["vfs"]] == ["", "router"] and len(told["pfs"]) == 1,
               "VFs of vferry vfs", "not all are told", run.stdout.decode())


def check_journal(program, validator):
    """What the journal's records hold: the schema, the C writer, the steps and the wish must agree."""
    lines = subprocess.run([program, "--samples"], capture_output=True, check=True).stdout.splitlines()
    for line in lines:
        verdict = schema_verdict(validator, line)
        result(verdict is None, line.decode()[:100], "written by the journal, refused by the schema", verdict)
    told = validator.schema["$defs"]
    steps = told["step_name"]["enum"]
    result(steps == steps_of_c(), "journal: steps", f"schema and agent/steps.c differ: {steps}, {steps_of_c()}")
    for who, wish in {"schema": told["wish"]["properties"], "sample": json.loads(lines[0])["wish"]}.items():
        differ = wish.keys() ^ wish_of_c()
        result(not differ, "journal: wish", f"{who} and struct crossing_wish differ in {sorted(differ)}")


def check_all(build):
    codec = f"{build}/schemas/tests/decode_examples"
    validators = load_schemas()
    if results["failed"]:
        return
    control = f"{build}/agent/tests/read_control"
    said = {**codec_verdicts(codec, sorted(EXAMPLES.glob("link*/*.json"))),
            **codec_verdicts(control, sorted(EXAMPLES.glob("control*/*.json")))}
    journal = f"{build}/agent/tests/read_journal"
    said_of_journal = codec_verdicts(journal, sorted(EXAMPLES.glob("journal*/*.json")))
    fleets = codec_verdicts(f"{build}/agent/tests/read_fleet", sorted(EXAMPLES.glob("fleet*/*.json")))
    for name, validator in validators.items():
        judges = {"schema": lambda file, validator=validator: schema_verdict(validator, file.read_bytes())}
        if name in ("link", "control"):
            judges["codec"] = said.get
        if name == "journal":
            judges["reader"] = said_of_journal.get
        if name == "fleet":
            judges["reader"] = fleets.get
        if name != "config":
            check_folder(EXAMPLES / name, judges)
    check_folder(EXAMPLES / "link-codec-only", {"codec": said.get})
    check_folder(EXAMPLES / "journal-reader-only", {"reader": said_of_journal.get})
    check_folder(EXAMPLES / "fleet-reader-only", {"reader": fleets.get})
    check_journal(journal, validators["journal"])
    check_folder(EXAMPLES / "control-codec-only", {"codec": said.get})
    check_folder(EXAMPLES / "control-results",
                 {"schema": lambda file: schema_verdict(validators["control"], file.read_bytes())})
    check_pairs(f"{build}/agent/tests/read_pairs")
    check_config(f"{build}/agent/tests/read_config", validators["config"])
    check_fleet(f"{build}/agent/tests/read_fleet", validators["fleet"])

    for name, program in {"link": codec, "control": control}.items():
        samples = subprocess.run([program, "--samples"], capture_output=True, check=True).stdout.splitlines()
        result(samples, f"{name}: samples", "there are none")
        for line in samples:
            verdict = schema_verdict(validators[name], line)
            result(verdict is None, line.decode()[:100], "written by the codec, refused by the schema", verdict)

    for name, keys in {"report": ("result", "exit_code"), "control": ("data", "code"), "journal": ("outcome", "code")}.items():
        differ = failures_of_schema(validators[name].schema, *keys) ^ failures_of_c()
        result(not differ, f"{name}: outcomes", f"schema and agent/outcome.h differ in {sorted(differ)}")
    check_program(f"{build}/vferry", validators["report"])
    check_report(f"{build}/agent/tests/test_crossing_vfs", validators["report"])
    check_inspection(f"{build}/vferry", validators["domain"], "pairs", "--connect", "test:///default", "test")
    check_inspection(f"{build}/vferry", validators["vfs"], "vfs", "test:///default")
    check_vfs(f"{build}/vferry", validators["vfs"])
    check_questions(f"{build}/vferryd", validators["control"])


def main(build):
    check_all(build)
    print("schemas:", ", ".join(f"{count} {what}" for what, count in results.items()))
    return 1 if results["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
