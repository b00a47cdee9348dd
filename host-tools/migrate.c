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
        {"dest-vf", 0, OPTION_TEXT, AT(dest_vf), "FILE", 0, 0,
         "XML of the VF to plug at the destination; - is standard input"},
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
	char text[4096];

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

int
migrate_run(const struct command *command, int argc, char **argv)
{
	struct migrate migrate = {0};
	struct err err = {0};
	char *xml = NULL;
	int code;

	if (!command_parse(command, argc, argv, &migrate, &code))
		return code;
	migrate.wish.live = true;
	migrate.wish.bandwidth_mib = migrate.bandwidth;
	migrate.wish.timeout_s = (uint32_t)migrate.timeout;
	if (migrate.dest_vf && input_read(migrate.dest_vf, &xml, &err)) {
		err_wrap(&err, "migrate: --dest-vf");
		return command_fail(OUTCOME_BAD_DEST_VF, "%s", err.text);
	}
	migrate.wish.dest_vf_xml = xml;
	code = check_json(migrate.json);
	if (code == OUTCOME_OK)
		code = cross(&migrate);
	free(xml);
	return code;
}
