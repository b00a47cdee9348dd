/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * away.c: VFs that come and go, in the hands of a chore: its member is in no role meanwhile, so that the
 * control thread goes on with what is left of the pair. See pair_private.h. Neighbours: find.c is the chore
 * of coming; pair.c has lcores off a VF before it goes.
 */
#include <errno.h>
#include <stdio.h>

#include "calls.h"
#include "pair_private.h"

enum port_result
away_find(struct pair *pair, struct err *err)
{
	struct away *away = &pair->away;
	enum port_result result;
	int rc = 0;

	if (away->doing != AWAY_NOTHING)
		return PORT_AGAIN;
	if (!pair->vf.there)
		rc = pair_collect(pair, err);
	if (rc < 0)
		return PORT_FAILED;
	if (pair->vf.there && (pair->vf.ready || !pair->started))
		return PORT_DONE;
	member_hand_over(&pair->vf, &away->member);
	away->asked = pair->port.request.open;
	away->again = false;
	away->doing = AWAY_FINDING;
	chores_begin(&away->chore, find_vf, pair);
	return pair_found(pair, &result, err) ? result : PORT_AGAIN;
}

bool
pair_found(struct pair *pair, enum port_result *result, struct err *err)
{
	struct away *away = &pair->away;
	int code;

	if (away->doing != AWAY_FINDING || chores_busy(&away->chore))
		return false;
	away->doing = AWAY_NOTHING;
	member_hand_over(&away->member, &pair->vf);
	tally_add(&away->member.tally, &pair->vf.tally);
	calls_let_go(pair->port_id);
	code = away->chore.code;
	*err = away->chore.err;
	if (code == 0)
		*result = PORT_DONE;
	/* A request that has come since is not refused for what went wrong before it. */
	else if (code == -EAGAIN || (pair->port.request.open && !away->asked))
		*result = PORT_AGAIN;
	else
		*result = PORT_FAILED;
	return true;
}

void
pair_look(struct pair *pair)
{
	pair->away.again = pair->away.doing == AWAY_FINDING;
	port_look(&pair->port);
}

bool
pair_looks_again(struct pair *pair)
{
	bool again = pair->away.again;

	pair->away.again = false;
	return again;
}

/* A chore. The closed VF's device is tried again as long as DPDK does not let go of it: its descriptors and
 * mappings are still there. */
static int
leave(void *arg, struct err *err)
{
	struct away *away = arg;
	int rc;

	member_close(&away->member);
	rc = bus_release(away->device, err);
	return rc == -ENOENT ? 0 : rc;
}

static enum port_result
left(struct pair *pair, struct err *err)
{
	struct away *away = &pair->away;

	if (chores_busy(&away->chore))
		return PORT_AGAIN;
	away->doing = AWAY_NOTHING;
	tally_add(&away->member.tally, &pair->vf.tally);
	if (away->chore.code) {
		*err = away->chore.err;
		return PORT_FAILED;
	}
	away->device = NULL;
	PAIR_LOG(NOTICE, pair, "the VF is let go");
	return PORT_DONE;
}

enum port_result
away_leave(struct pair *pair, struct err *err)
{
	struct away *away = &pair->away;

	if (away->doing == AWAY_FINDING)
		return PORT_AGAIN;
	if (away->doing == AWAY_LEAVING)
		return left(pair, err);
	if (pair->vf.there) {
		if (pair->vf.driver[0])
			snprintf(pair->driver, sizeof(pair->driver), "%s", pair->vf.driver);
		find_remember_left(pair);
		away->device = pair->vf.dev->device;
		member_hand_over(&pair->vf, &away->member);
	}
	/* What a chore is just probing may be this pair's. */
	if (!away->device)
		return find_is_probing() ? PORT_AGAIN : PORT_DONE;
	away->doing = AWAY_LEAVING;
	chores_begin(&away->chore, leave, away);
	return left(pair, err);
}

void
away_end(struct pair *pair)
{
	chores_wait(&pair->away.chore);
	calls_let_go(pair->port_id);
	member_close(&pair->away.member);
}
