/* SPDX-License-Identifier: BSD-3-Clause */
/* steps_host.c: the steps that ask a host. What comes of them is observed in observe.c. See steps.h. */
#include <errno.h>

#include "crossing_impl.h"
#include "steps.h"

int
step_check(struct crossing *c, struct err *err)
{
	struct err why = {0};
	enum outcome outcome;

	c->ops->stop_when(c->hosts, crossing_stopped);
	outcome = checks_run(c, &why);
	c->ops->stop_when(c->hosts, NULL);
	if (outcome == OUTCOME_OK && c->wish->log &&
	    c->wish->log->begin(c->wish->log_arg, c->domain.uuid, c->domain.name, &why) < 0)
		outcome = OUTCOME_ERROR;
	if (outcome == OUTCOME_OK) {
		c->seen.checked = true;
		return 0;
	}
	(void)err;
	crossing_fail(c, true, outcome, &why);
	return 0;
}

/* Detach and attach: a task for every pair that needs one and has none under way. */
int
step_detach(struct crossing *c, struct err *err)
{
	for (unsigned int i = 0; i < c->npairs; i++) {
		struct crossing_pair *p = &c->pairs[i];

		if (!p->plugged[HOST_SOURCE] || p->task)
			continue;
		p->task = c->ops->detach(c->hosts, HOST_SOURCE, p->alias[HOST_SOURCE]);
		p->task_step = c->history.step;
		if (!p->task)
			return err_set(err, -ENOMEM, "no memory to unplug %s", p->alias[HOST_SOURCE]);
	}
	return 0;
}

/* What the host has by now, once for all pairs that need another VF. Where it does not answer, what it said
 * before holds: what was set aside since is known without it. */
static void
learn_again(struct crossing *c, enum host_side side)
{
	struct err ignored;
	bool wanted = false;

	for (unsigned int i = 0; i < c->npairs; i++)
		wanted |= !c->pairs[i].plugged[side] && !c->pairs[i].task && c->pairs[i].again[side];
	if (wanted)
		(void)choose_learn(c, side, &ignored);
}

int
step_attach(struct crossing *c, struct err *err)
{
	enum host_side side = c->side;
	int ret = 0;

	learn_again(c, side);
	for (unsigned int i = 0; i < c->npairs; i++) {
		struct crossing_pair *p = &c->pairs[i];
		struct err why;

		if (p->plugged[side] || p->task)
			continue;
		/* A pair for which there is no VF keeps no other one waiting. */
		if (choose_again(c, p, side, &why) < 0) {
			ret = err_set(err, why.code, "%s", why.text);
			continue;
		}
		p->task = c->ops->attach(c->hosts, side, p->device[side].text);
		p->task_step = c->history.step;
		if (!p->task)
			return err_set(err, -ENOMEM, "no memory to plug in a VF for %s", p->mac);
	}
	return ret;
}

int
step_migrate(struct crossing *c, struct err *err)
{
	c->report->marks.copy = c->ops->now_us(c->hosts);
	return copy_begin(c, err);
}

int
step_stop(struct crossing *c, struct err *err)
{
	if (c->seen.copying)
		return c->ops->abort(c->hosts, err);
	/* The copy is over and has left the guest standing, as after --timeout. */
	return c->ops->resume(c->hosts, HOST_SOURCE, err);
}
