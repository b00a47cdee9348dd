/* SPDX-License-Identifier: BSD-3-Clause */
/* status.c: `vferry status`: asks a guest's library where its traffic goes. */
#include <inttypes.h>

#include "command.h"
#include "inspect_json.h"
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
		return show_json(inspect_status_json(&found));
	status_print(&found, stdout);
	return show_end();
}
