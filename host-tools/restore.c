/* SPDX-License-Identifier: BSD-3-Clause */
/* restore.c: `vferry restore`: a guest that is away from its VFs gets VFs of the host that it runs on. */
#include "command.h"
#include "cross.h"

struct restore {
	struct crossing_wish wish;
	const char *json;
};

#define AT(member) offsetof(struct restore, member)

const struct operand_spec restore_operands[] = {
        {"DOMAIN", AT(wish.domain), "name, UUID or id of a running domain"},
        {0},
};

const struct option_spec restore_options[] = {
        {"connect", 'c', OPTION_TEXT, AT(wish.source_uri), "URI", 0, 0, "libvirt URI of its host"},
        {"json", 0, OPTION_TEXT, AT(json), "FILE", 0, 0, "write the report; - is standard output"},
        {0},
};

int
restore_run(const struct command *command, int argc, char **argv)
{
	struct restore restore = {.wish = {.kind = CROSSING_RESTORE}};
	int code;

	if (!command_parse(command, argc, argv, &restore, &code))
		return code;
	return cross(command->name, &restore.wish, restore.json);
}
