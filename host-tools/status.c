/* SPDX-License-Identifier: BSD-3-Clause */
/* status.c: `vferry status`: asks a guest's library where its traffic goes. */
#include <inttypes.h>

#include "command.h"
#include "show.h"
#include "table.h"
#include "text.h"

struct status {
	const char *domain, *connect;
	bool json;
};

#define AT(member) offsetof(struct status, member)

const struct operand_spec status_operands[] = {
        {"DOMAIN", AT(domain), "name, UUID or id of a running domain"},
        {0},
};

const struct option_spec status_options[] = {
        {"connect", 'c', OPTION_TEXT, AT(connect), "URI", 0, 0, "libvirt URI of its host"},
        {"json", 0, OPTION_FLAG, AT(json), NULL, 0, 0, "print JSON"},
        {0},
};

static void
add_member(struct table *table, const struct wire_pair *pair, bool is_vf)
{
	const struct wire_member *m = is_vf ? &pair->vf : &pair->backup;
	const char *name = is_vf ? "vf" : "backup", *mac = is_vf ? pair->mac : "";
	bool carries = pair->path == (is_vf ? WIRE_PATH_VF : WIRE_PATH_BACKUP);
	char rx[24], tx[24];

	if (!(is_vf ? pair->has_vf : pair->has_backup)) {
		TABLE_ADD(table, mac, name, "absent", "", "", "", "", "");
		return;
	}
	snprintf(rx, sizeof(rx), "%" PRIu64, m->rx_packets);
	snprintf(tx, sizeof(tx), "%" PRIu64, m->tx_packets);
	TABLE_ADD(table, mac, name,
	          carries      ? "traffic"
	          : m->link_up ? "ready"
	                       : "link down",
	          m->pci, m->driver[0] ? m->driver : "-", m->pmd, rx, tx);
}

void
status_print(const struct inspect_status *found, FILE *out)
{
	static struct table table;
	char library[sizeof(found->library)];

	snprintf(library, sizeof(library), "%s", found->library);
	show_domain(&found->domain, out);
	fprintf(out, "; guest library %s\n", text_clean(library));
	if (found->status.npairs == 0) {
		fprintf(out, "the guest library has no pairs\n");
		return;
	}
	table = (struct table){0};
	TABLE_ADD(&table, "MAC", "MEMBER", "STATE", "PCI", "DRIVER", "PMD", "RX", "TX");
	for (unsigned int i = 0; i < found->status.npairs; i++) {
		add_member(&table, &found->status.pairs[i], true);
		add_member(&table, &found->status.pairs[i], false);
	}
	table_print(&table, out);
}

static json_t *
member_json(const struct wire_member *m)
{
	return json_pack("{s:s, s:s, s:s, s:b, s:I, s:I}", "pci", m->pci, "driver", m->driver, "pmd", m->pmd,
	                 "link_up", m->link_up, "rx_packets", (json_int_t)m->rx_packets, "tx_packets",
	                 (json_int_t)m->tx_packets);
}

json_t *
status_json(const struct inspect_status *found)
{
	json_t *json = show_domain_json(&found->domain), *pairs = json_array();

	for (unsigned int i = 0; i < found->status.npairs; i++) {
		const struct wire_pair *p = &found->status.pairs[i];

		json_array_append_new(pairs,
		                      json_pack("{s:s, s:s, s:o, s:o}", "mac", p->mac, "path",
		                                wire_path_name(p->path), "vf",
		                                p->has_vf ? member_json(&p->vf) : json_null(), "backup",
		                                p->has_backup ? member_json(&p->backup) : json_null()));
	}
	json_object_set_new(json, "library", json_string(found->library));
	json_object_set_new(json, "pairs", pairs);
	return json;
}

int
status_run(const struct command *command, int argc, char **argv)
{
	static struct inspect_status found;
	struct status status = {0};
	struct err err = {0};
	int code;

	if (!command_parse(command, argc, argv, &status, &code))
		return code;
	code = inspect_status(status.connect, status.domain, &found, &err);
	if (code != OUTCOME_OK)
		return command_fail(code, "%s", err.text[0] ? err.text : outcome_text(code));
	if (status.json)
		return show_json(status_json(&found));
	status_print(&found, stdout);
	return show_end();
}
