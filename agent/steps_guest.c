/* SPDX-License-Identifier: BSD-3-Clause */
/* steps_guest.c: the steps that ask the guest. What comes of them is observed in observe.c. See steps.h. */
#include "crossing_impl.h"
#include "steps.h"

int
step_prepare(struct crossing *c, struct err *err)
{
	int ret = away_note(c, err);

	if (ret < 0)
		return ret;
	c->report->marks.prepare = c->ops->now_us(c->hosts);
	for (unsigned int i = 0; i < c->npairs; i++)
		c->pairs[i].asked = true;
	link_request(c, STEP_PREPARE, WIRE_PREPARE);
	return 0;
}

int
step_arrive(struct crossing *c, struct err *err)
{
	/* Suspended because the copy took too long (--timeout): libvirt resumes it there, unless it does not.
	 */
	if (c->copy.suspended && c->seen.domain[PLAN_DESTINATION] == PLAN_PAUSED)
		(void)c->ops->resume(c->hosts, HOST_DESTINATION, err);
	link_request(c, STEP_ARRIVE, WIRE_ARRIVED);
	return 0;
}

int
step_adopt(struct crossing *c, struct err *err)
{
	(void)err;
	if (c->side == HOST_DESTINATION && c->report->marks.adopt == 0)
		c->report->marks.adopt = c->ops->now_us(c->hosts);
	link_request(c, c->history.step, WIRE_ADOPT);
	return 0;
}

int
step_abandon(struct crossing *c, struct err *err)
{
	(void)err;
	link_request(c, STEP_ABANDON, WIRE_ABANDON);
	return 0;
}
