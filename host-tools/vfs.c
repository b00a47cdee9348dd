/* SPDX-License-Identifier: BSD-3-Clause */
/* vfs.c: `vferry vfs`: which VFs a host has, and who has them, as its libvirt tells. */
#include <stdarg.h>
#include <string.h>

#include "command.h"
#include "inspect_json.h"
#include "show.h"
#include "table.h"
#include "text.h"

struct vfs {
	const char *uri;
	bool json;
};

#define AT(member) offsetof(struct vfs, member)

const struct operand_spec vfs_operands[] = {
        {"URI", AT(uri), "libvirt URI of the host, as qemu+ssh://HOST/system"},
        {0},
};

const struct option_spec vfs_options[] = {
        {"json", 0, OPTION_FLAG, AT(json), NULL, 0, 0, "print JSON"},
        {0},
};

static const char *
or_dash(const char *text)
{
	return text[0] ? text : "-";
}

/* number in text; "-" when it is unknown. */
static const char *
count(int number, char text[16])
{
	snprintf(text, 16, number < 0 ? "-" : "%d", number);
	return text;
}

/* Who has it, what the host itself does with it, or which network may hand it out. */
static const char *
holder(const struct inventory_vf *vf, char text[80])
{
	const char *does = vf->address[0] ? vf->address : strcmp(vf->link, "up") == 0 ? "up" : "";

	if (vf->user[0])
		return vf->user;
	if (!does[0] && !vf->pool[0])
		return "-";
	if (does[0])
		snprintf(text, 80, "%s (%s)", vf->netdev, does);
	else
		snprintf(text, 80, "(pool %s)", vf->pool);
	return text;
}

static void
add_vf(struct table *table, const struct inventory *inventory, const struct inventory_vf *vf)
{
	const struct inventory_pf *pf = inventory_pf(inventory, vf->pf);
	char index[16], vlan[16], group[16], numa[16], host[80];

	TABLE_ADD(table, pf ? inventory_pf_name(pf) : or_dash(vf->pf), count(vf->index, index), vf->pci,
	          or_dash(vf->driver), holder(vf, host), or_dash(vf->mac),
	          vf->vlan == 0 ? "none" : count(vf->vlan, vlan), count(vf->group, group),
	          count(vf->numa, numa), pf ? or_dash(pf->link) : "-");
}

static void
print_line(FILE *out, const char *format, ...)
{
	char line[256];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	fprintf(out, "%s\n", text_clean(line));
}

void
vfs_print(const struct inspect_vfs *found, FILE *out)
{
	static struct table table;
	const struct inventory *inventory = &found->inventory;
	unsigned int left_out = inventory_left_out(inventory);

	if (inventory->npfs == 0 && inventory->nvfs == 0) {
		print_line(out, "%s has no VFs and no PF that could have any", found->host);
		return;
	}
	for (unsigned int i = 0; i < inventory->npfs; i++) {
		const struct inventory_pf *pf = &inventory->pfs[i];

		print_line(out, "%s: PF %s%s%s%s has %u of %u VFs", found->host, inventory_pf_name(pf),
		           pf->netdev[0] ? " (" : "", pf->netdev[0] ? pf->pci : "", pf->netdev[0] ? ")" : "",
		           pf->vfs, pf->max_vfs);
	}
	if (left_out)
		print_line(out, "%u more PFs or VFs are not shown", left_out);
	if (inventory->nvfs == 0)
		return;
	table = (struct table){0};
	TABLE_ADD(&table, "PF", "INDEX", "VF", "DRIVER", "IN USE BY", "MAC", "VLAN", "GROUP", "NUMA", "LINK");
	for (unsigned int i = 0; i < inventory->nvfs; i++)
		add_vf(&table, inventory, &inventory->vfs[i]);
	table_print(&table, out);
}

int
vfs_run(const struct command *command, int argc, char **argv)
{
	static struct inspect_vfs found;
	struct vfs vfs = {0};
	struct err err = {0};
	int code;

	if (!command_parse(command, argc, argv, &vfs, &code))
		return code;
	code = inspect_vfs(vfs.uri, &found, &err);
	if (code != OUTCOME_OK)
		return command_fail(code, "%s", err.text[0] ? err.text : outcome_text(code));
	if (vfs.json)
		return show_json(inspect_vfs_json(&found));
	vfs_print(&found, stdout);
	return show_end();
}
