/* SPDX-License-Identifier: BSD-3-Clause */
/* migrate.c: `vferry migrate`: from words to a crossing and from its end to an exit code. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "crossing.h"
#include "input.h"
#include "migrate.h"
#include "screen.h"
#include "summary.h"
#include "text.h"
#include "wire.h"

/* libvirt counts in bytes in 64 bits with a sign, and timeouts in milliseconds in an int. */
#define BANDWIDTH_MAX (INT64_MAX >> 20)
#define TIMEOUT_MAX   (INT32_MAX / 1000)

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
        {"bandwidth", 0, OPTION_NUMBER, AT(bandwidth), "MIB/S", 0, BANDWIDTH_MAX,
         "limit of the copy; 0: none"},
        {"timeout", 0, OPTION_NUMBER, AT(timeout), "SECONDS", 0, TIMEOUT_MAX,
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

/* A report that cannot be written must be known before the guest moves, so the file is made now. */
static int
check_json(const char *path)
{
	FILE *file;

	if (!path || !strcmp(path, "-"))
		return OUTCOME_OK;
	file = fopen(path, "ae");
	if (file) {
		fclose(file);
		return OUTCOME_OK;
	}
	return command_fail(OUTCOME_USAGE,
	                    "migrate: --json: cannot write %s: %s: name a file that can be written, or -; "
	                    "nothing was changed",
	                    path, strerror(errno));
}

static int
write_report(const struct migrate *migrate, const struct report *report, int code)
{
	struct err err = {0};

	if (!migrate->json || report_write(report, migrate->json, &err) == 0)
		return code;
	return command_fail(code == OUTCOME_OK ? OUTCOME_ERROR : code, "%s", err.text);
}

static void
print_summary(const struct report *report)
{
	char text[8192];

	summary_text(report, text, sizeof(text));
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		puts(text_clean(line));
}

static int
cross(const struct migrate *migrate)
{
	static struct report report;
	struct progress progress;
	struct err err = {0};
	int code;

	screen_open(&progress);
	code = crossing_run(&migrate->wish, screen_show, &progress, &report, &err);
	screen_close(&progress);
	if (code != OUTCOME_OK)
		command_fail(code, "%s", err.text[0] ? err.text : outcome_text(code));
	else if (!migrate->json || strcmp(migrate->json, "-") != 0)
		print_summary(&report);
	code = write_report(migrate, &report, code);
	report_clear(&report);
	return code;
}

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
		code = check_json(migrate.json);
	if (code == OUTCOME_OK)
		code = cross(&migrate);
	for (unsigned int i = 0; i < OPTIONS_LIST_MAX; i++)
		free(vfs.texts[i]);
	return code;
}
