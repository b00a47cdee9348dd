/* SPDX-License-Identifier: BSD-3-Clause */
/* show.c: what the commands that show something share; see show.h. */
#include "show.h"

#include <errno.h>
#include <string.h>

#include "command.h"
#include "text.h"

void
show_domain(const struct inspect_domain *domain, FILE *out)
{
	char line[256];

	snprintf(line, sizeof(line), "%s on %s, %s", domain->domain, domain->host, domain->state);
	fputs(text_clean(line), out);
}

int
show_end(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return OUTCOME_OK;
	return command_fail(OUTCOME_ERROR, "cannot write to standard output: %s", strerror(errno));
}

int
show_answer(int ret)
{
	if (ret == -EBADMSG)
		return command_fail(OUTCOME_ERROR,
		                    "vferryd's answer is not understood: is it of another version "
		                    "than this vferry " VFERRY_VERSION "?");
	if (ret < 0)
		return command_fail(OUTCOME_ERROR, "vferryd's answer cannot be shown: %s", strerror(-ret));
	return show_end();
}

int
show_json(json_t *json)
{
	bool made = json && json_dumpf(json, stdout, JSON_INDENT(2)) == 0;

	json_decref(json);
	if (!made && !ferror(stdout))
		return command_fail(OUTCOME_ERROR, "no memory to make JSON of what was found");
	putchar('\n');
	return show_end();
}
