/* SPDX-License-Identifier: BSD-3-Clause */
/* ending.c: how a crossing ends: what its report and its one sentence say, and giving back all it holds. See
 * crossing_impl.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crossing_impl.h"

static void
describe_pairs(struct crossing *c)
{
	for (unsigned int i = 0; i < c->npairs; i++) {
		const struct crossing_pair *p = &c->pairs[i];
		struct report_pair *to = &c->report->pairs[i];

		memcpy(to->mac, p->mac, sizeof(to->mac));
		(void)snprintf(to->vf_source, sizeof(to->vf_source), "%.40s %.20s", p->vf.alias, p->vf.model);
		if (p->plugged[HOST_DESTINATION])
			(void)snprintf(to->vf_destination, sizeof(to->vf_destination), "%.40s %.20s",
			               p->alias[HOST_DESTINATION], p->model[HOST_DESTINATION]);
		(void)snprintf(to->backup, sizeof(to->backup), "%.40s %.20s", p->backup.alias,
		               p->backup.model);
		(void)snprintf(to->path, sizeof(to->path), "%s", wire_path_name(p->path));
	}
	c->report->npairs = c->npairs;
}

/* The message: what failed first, and where the guest is now. */
static void
sum_up(struct crossing *c, enum outcome outcome, struct err *err)
{
	const char *source = c->host[HOST_SOURCE].name, *destination = c->host[HOST_DESTINATION].name;
	int code = c->why.code ? c->why.code : -EIO;
	const char *why = c->why.code ? c->why.text : "something failed";

	if (outcome == OUTCOME_BACK_ON_VF)
		err_set(err, code, "%.250s; the guest runs on %s, its traffic on the VF as before", why,
		        source);
	else if (outcome == OUTCOME_BACK_ON_BACKUP)
		err_set(err, code, "%.250s; the guest runs on %s, its traffic on the backup", why, source);
	else if (outcome == OUTCOME_THERE_ON_BACKUP)
		err_set(err, code, "%.250s; the guest runs on %s, its traffic on the backup", why,
		        destination);
	else if (outcome == OUTCOME_LOST)
		err_set(err, code, "%.250s; neither %s nor %s shows %s running: look with virsh list on both",
		        c->why.code ? why : "the guest is gone", source, destination, c->wish->domain);
	else
		err_set(err, code, "%s", why);
}

static void
give_back(struct crossing *c)
{
	c->ops->link_close(c->hosts);
	c->ops->leave(c->hosts, c->copy.task);
	for (unsigned int i = 0; i < c->npairs; i++) {
		c->ops->leave(c->hosts, c->pairs[i].task);
		for (unsigned int side = 0; side < HOST_SIDES; side++)
			devxml_clear(&c->pairs[i].device[side]);
	}
	free(c->xml);
}

void
crossing_end(struct crossing *c, enum outcome outcome, struct err *err)
{
	struct report *report = c->report;
	struct err sum = {0};

	crossing_close_step(c, c->history.failed ? c->history.step : STEP_NUM);
	if (c->seen.checked)
		copy_restore(c);
	(void)snprintf(report->source, sizeof(report->source), "%s", c->host[HOST_SOURCE].name);
	(void)snprintf(report->destination, sizeof(report->destination), "%s",
	               c->host[HOST_DESTINATION].name);
	describe_pairs(c);
	give_back(c);
	report->outcome = outcome;
	report->marks.end = c->ops->now_us(c->hosts);
	if (outcome == OUTCOME_OK)
		return;
	sum_up(c, outcome, &sum);
	(void)snprintf(report->message, sizeof(report->message), "%s", sum.text);
	if (err)
		*err = sum;
}
