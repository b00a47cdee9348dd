/* SPDX-License-Identifier: BSD-3-Clause */
/* prepare.c: `vferry prepare`: a guest leaves its VFs, so that anybody can migrate it. */
#include <stdint.h>

#include "command.h"
#include "cross.h"

struct prepare {
	struct crossing_wish wish;
	uint64_t seconds;
	const char *json;
};

#define AT(member) offsetof(struct prepare, member)

const struct operand_spec prepare_operands[] = {
        {"DOMAIN", AT(wish.domain), "name, UUID or id of a running domain"},
        {0},
};

const struct option_spec prepare_options[] = {
        {"connect", 'c', OPTION_TEXT, AT(wish.source_uri), "URI", 0, 0, "libvirt URI of its host"},
        {"for", 0, OPTION_NUMBER, AT(seconds), "SECONDS", 0, CROSSING_AS_CONFIGURED - 1,
         "vferryd brings it home when it has not left by then; 0: never"},
        {"vf", 0, OPTION_TEXT, AT(wish.vf), "NIC", 0, 0, "the pair's VF by alias, MAC or target device"},
        {"backup", 0, OPTION_TEXT, AT(wish.backup), "NIC", 0, 0, "the pair's backup, likewise"},
        {"json", 0, OPTION_TEXT, AT(json), "FILE", 0, 0, "write the report; - is standard output"},
        {0},
};

int
prepare_run(const struct command *command, int argc, char **argv)
{
	struct prepare prepare = {.wish = {.kind = CROSSING_PREPARE}, .seconds = CROSSING_AS_CONFIGURED};
	int code;

	if (!command_parse(command, argc, argv, &prepare, &code))
		return code;
	prepare.wish.prepare_s = (uint32_t)prepare.seconds;
	return cross(command->name, &prepare.wish, prepare.json);
}
