/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * collect.c: what came of what was asked: calls to the hosts that have ended, and the guest's answers. What
 * has become true is seen in observe.c; here are the failures. See crossing_impl.h.
 */
#include <errno.h>

#include "crossing_impl.h"

/* Whether task has ended, with *ret and *err: then it is gone, and its failure is that of step, if that is
 * still the current one. */
static bool
ended(struct crossing *c, struct host_task **task, enum plan_step step, int *ret, struct err *err)
{
	*ret = *task ? c->ops->result(c->hosts, *task, err) : -EINPROGRESS;
	if (*ret == -EINPROGRESS)
		return false;
	*task = NULL;
	c->stale[HOST_SOURCE] = c->stale[HOST_DESTINATION] = true;
	if (*ret < 0 && c->history.step == step)
		crossing_fail(c, false, OUTCOME_OK, err);
	return true;
}

/* Whether an attempt to plug in failed for the VF's sake, and not because nobody could be asked. */
static bool
is_of_vf(int ret)
{
	return ret < 0 && ret != -ENOTCONN && ret != -ENOMEM && ret != -EAGAIN;
}

/* Whether the next VF would fare the same: the host cannot or may not do it, refuses the device's XML, or
 * lacks what that names. */
static bool
is_of_all(int ret)
{
	return ret == -EOPNOTSUPP || ret == -EINVAL || ret == -ENOENT;
}

/* The call to plug in a pair's VF has failed with ret, and maybe because of the VF. */
static void
set_aside(struct crossing *c, struct crossing_pair *p, enum plan_step step, int ret, const char *why)
{
	enum host_side side = step == STEP_ATTACH ? HOST_DESTINATION : HOST_SOURCE;

	choose_set_aside(c, p, side, why);
	if (c->history.step == step && !is_of_all(ret) && choose_has_untried(c, p, side))
		plan_instead(&c->history);
}

void
collect_tasks(struct crossing *c)
{
	struct err err = {0};
	int ret;

	for (unsigned int i = 0; i < c->npairs; i++) {
		struct crossing_pair *p = &c->pairs[i];
		enum plan_step step = p->task_step;

		if (ended(c, &p->task, step, &ret, &err) && is_of_vf(ret) && step != STEP_DETACH)
			set_aside(c, p, step, ret, err.text);
	}
	if (ended(c, &c->copy.task, STEP_MIGRATE, &ret, &err))
		c->copy.failed = ret < 0;
	if (c->removal_failed && c->history.step == STEP_DETACH) {
		err_set(&err, -EIO, "the guest refused to give up a VF's slot");
		crossing_fail(c, false, OUTCOME_OK, &err);
	}
	c->removal_failed = false;
}

static void
take_refusal(struct crossing *c)
{
	bool prepare = c->guest.asked == WIRE_PREPARE;
	struct err err;

	/* The pairs that could not stay where they are; the others of the request may have moved. */
	for (unsigned int i = 0; prepare && i < c->npairs; i++)
		c->pairs[i].asked = c->pairs[i].path != WIRE_PATH_VF;
	/* The step that asked may be over: what runs now has not failed. */
	if (c->history.step != c->request.step)
		return;
	err_set(&err, -EPERM, "the guest refuses: %s", c->guest.reply.text);
	crossing_fail(c, prepare, prepare ? OUTCOME_REFUSED : OUTCOME_OK, &err);
}

void
collect_answer(struct crossing *c)
{
	struct guest *g = &c->guest;

	if ((g->state != GUEST_ANSWERED && g->state != GUEST_REFUSED) || !c->request.sent)
		return;
	c->request.due = false;
	if (g->state == GUEST_REFUSED)
		take_refusal(c);
	c->seen.released |= g->state == GUEST_ANSWERED && g->asked == WIRE_PREPARE;
	c->announced |= g->state == GUEST_ANSWERED && g->asked == WIRE_ARRIVED;
	for (unsigned int i = 0; g->asked == WIRE_ABANDON && i < c->npairs; i++)
		c->pairs[i].asked &= c->pairs[i].path != WIRE_PATH_VF;
	g->state = GUEST_IDLE;
}
