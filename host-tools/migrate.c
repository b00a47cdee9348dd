/* SPDX-License-Identifier: BSD-3-Clause */
/* migrate.c: `vferry migrate`: from words to a crossing and from its end to an exit code. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "cross.h"
#include "crossing.h"
#include "input.h"
#include "migrate.h"
#include "wire.h"

#define AT(member) offsetof(struct migrate, member)

const struct operand_spec migrate_operands[] = {
        {"DOMAIN", AT(wish.domain), "name, UUID or id of a running domain on the source"},
        {"DESTINATION-URI", AT(wish.destination_uri),
         "libvirt URI of the destination, as qemu+ssh://HOST/system"},
        {0},
};

const struct option_spec migrate_options[] = {
        {"connect", 'c', OPTION_TEXT, AT(wish.source_uri), "URI", 0, 0, "libvirt URI of the source"},
        {"live", 0, OPTION_FLAG, AT(wish.live), NULL, 0, 0, "the guest runs while it is copied: always so"},
        {"p2p", 0, OPTION_FLAG, AT(wish.p2p), NULL, 0, 0,
         "the source's libvirtd connects to the destination's"},
        {"persistent", 0, OPTION_FLAG, AT(wish.persistent), NULL, 0, 0,
         "define the domain on the destination"},
        {"undefinesource", 0, OPTION_FLAG, AT(wish.undefine_source), NULL, 0, 0,
         "undefine the domain on the source"},
        {"bandwidth", 0, OPTION_NUMBER, AT(bandwidth), "MIB/S", 0, MIGRATE_BANDWIDTH_MAX,
         "limit of the copy; 0: none"},
        {"timeout", 0, OPTION_NUMBER, AT(timeout), "SECONDS", 0, MIGRATE_TIMEOUT_MAX,
         "pause the guest when the copy takes longer; 0: never"},
        {"migrateuri", 0, OPTION_TEXT, AT(wish.migrate_uri), "URI", 0, 0,
         "where the source sends the memory"},
        {"vf", 0, OPTION_TEXT, AT(wish.vf), "NIC", 0, 0, "the pair's VF by alias, MAC or target device"},
        {"backup", 0, OPTION_TEXT, AT(wish.backup), "NIC", 0, 0, "the pair's backup, likewise"},
        {"dest-vf", 0, OPTION_LIST, AT(dest_vf), "[MAC=]FILE", 0, 0,
         "XML of the VF to plug at the destination, for the pair MAC; - is standard input"},
        {"require-vf", 0, OPTION_FLAG, AT(wish.require_vf), NULL, 0, 0,
         "do not start unless the destination can take the VF"},
        {"json", 0, OPTION_TEXT, AT(json), "FILE", 0, 0, "write the report; - is standard output"},
        {0},
};

/* "MAC=FILE" into mac and the file's name; without a MAC address before it, all of it is a name. */
static const char *
split(const char *text, char mac[18])
{
	const char *equals = strchr(text, '=');
	char before[18];

	mac[0] = '\0';
	if (!equals || equals - text != 17)
		return text;
	memcpy(before, text, 17);
	before[17] = '\0';
	return wire_mac_parse(before, mac) == 0 ? equals + 1 : text;
}

/* The devices that the user gave: who has read them frees their texts. */
struct dest_vfs {
	struct crossing_dest_vf all[OPTIONS_LIST_MAX];
	char macs[OPTIONS_LIST_MAX][18];
	char *texts[OPTIONS_LIST_MAX];
};

static int
read_dest_vfs(struct migrate *migrate, struct dest_vfs *vfs, struct err *err)
{
	for (unsigned int i = 0; i < migrate->dest_vf.n; i++) {
		const char *path = split(migrate->dest_vf.text[i], vfs->macs[i]);

		if (input_read(path, &vfs->texts[i], err)) {
			err_wrap(err, "migrate: --dest-vf");
			return OUTCOME_BAD_DEST_VF;
		}
		vfs->all[i].xml = vfs->texts[i];
		vfs->all[i].mac = vfs->macs[i][0] ? vfs->macs[i] : NULL;
	}
	migrate->wish.dest_vfs = vfs->all;
	migrate->wish.ndest_vfs = migrate->dest_vf.n;
	return OUTCOME_OK;
}

int
migrate_run(const struct command *command, int argc, char **argv)
{
	struct migrate migrate = {0};
	struct dest_vfs vfs = {0};
	struct err err = {0};
	int code;

	if (!command_parse(command, argc, argv, &migrate, &code))
		return code;
	migrate.wish.live = true;
	migrate.wish.bandwidth_mib = migrate.bandwidth;
	migrate.wish.timeout_s = (uint32_t)migrate.timeout;
	code = read_dest_vfs(&migrate, &vfs, &err);
	if (code != OUTCOME_OK)
		command_fail(code, "%s", err.text);
	else
		code = cross(command->name, &migrate.wish, migrate.json);
	for (unsigned int i = 0; i < OPTIONS_LIST_MAX; i++)
		free(vfs.texts[i]);
	return code;
}
