/* SPDX-License-Identifier: BSD-3-Clause */
/* pairs.c: `vferry pairs`: which NICs of a domain belong together, read from its live XML. */
#include "command.h"
#include "inspect_json.h"
#include "show.h"
#include "table.h"

struct pairs {
	const char *domain, *connect, *vf, *backup;
	bool json;
};

#define AT(member) offsetof(struct pairs, member)

const struct operand_spec pairs_operands[] = {
        {"DOMAIN", AT(domain), "name, UUID or id of a running domain"},
        {0},
};

const struct option_spec pairs_options[] = {
        {"connect", 'c', OPTION_TEXT, AT(connect), "URI", 0, 0, "libvirt URI of its host"},
        {"vf", 0, OPTION_TEXT, AT(vf), "NIC", 0, 0, "the pair's VF by alias, MAC or target device"},
        {"backup", 0, OPTION_TEXT, AT(backup), "NIC", 0, 0, "the pair's backup, likewise"},
        {"json", 0, OPTION_FLAG, AT(json), NULL, 0, 0, "print JSON"},
        {0},
};

static void
add_nic(struct table *table, const struct domxml_nic *nic, const char *role, const char *note)
{
	TABLE_ADD(table, nic->mac[0] ? nic->mac : "-", role, nic->alias[0] ? nic->alias : "-",
	          nic->model[0] ? nic->model : "-", nic->type, nic->guest[0] ? nic->guest : "-",
	          nic->host[0]     ? nic->host
	          : nic->target[0] ? nic->target
	                           : "-",
	          note);
}

void
pairs_print(const struct inspect_pairs *found, FILE *out)
{
	static struct table table;
	const struct domxml *xml = &found->xml;

	show_domain(&found->domain, out);
	fprintf(out, "; channel " WIRE_CHANNEL " %s\n",
	        xml->channel_connected ? "open in the guest"
	        : xml->channel         ? "there, but no program in the guest has opened it"
	                               : "missing from its XML");
	table = (struct table){0};
	TABLE_ADD(&table, "MAC", "ROLE", "ALIAS", "MODEL", "TYPE", "GUEST", "HOST", "NOTE");
	for (unsigned int i = 0; i < xml->npairs; i++) {
		add_nic(&table, &xml->nics[xml->pairs[i].vf], "vf", "");
		add_nic(&table, &xml->nics[xml->pairs[i].backup], "backup", "");
	}
	for (unsigned int i = 0; i < xml->nnics; i++) {
		const char *why = domxml_lone(xml, i);

		if (why)
			add_nic(&table, &xml->nics[i], "-", why);
	}
	table_print(&table, out);
}

int
pairs_run(const struct command *command, int argc, char **argv)
{
	static struct inspect_pairs found;
	struct pairs pairs = {0};
	struct err err = {0};
	int code;

	if (!command_parse(command, argc, argv, &pairs, &code))
		return code;
	code = inspect_pairs(pairs.connect, pairs.domain, pairs.vf, pairs.backup, &found, &err);
	if (code != OUTCOME_OK)
		return command_fail(code, "%s", err.text[0] ? err.text : outcome_text(code));
	if (pairs.json)
		return show_json(inspect_pairs_json(&found));
	pairs_print(&found, stdout);
	return show_end();
}
