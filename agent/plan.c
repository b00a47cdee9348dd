/* SPDX-License-Identifier: BSD-3-Clause */
/* plan.c: see plan.h. */
#include "plan.h"

#include "steps.h"

/* How long no host may show the guest before it counts as lost: connections are opened again meanwhile. */
#define UNKNOWN_MAX_MS 30000
/* How long the call that moves the guest may last once the guest has left the source. */
#define RETURN_MAX_MS  300000
#define BACKOFF_MAX_MS 8000
#define FOREVER        UINT64_MAX

enum place { AT_SOURCE, AT_DESTINATION, NOWHERE, UNSEEN };

/*
 * While memory moves both hosts show the domain. It is where it runs; a domain that is paused on both has not
 * moved yet, one that is paused on the destination alone has.
 */
static enum place
place(const struct plan_seen *seen)
{
	enum plan_domain source = seen->domain[PLAN_SOURCE], destination = seen->domain[PLAN_DESTINATION];

	if (source == PLAN_RUNNING)
		return AT_SOURCE;
	if (destination == PLAN_RUNNING)
		return AT_DESTINATION;
	if (source == PLAN_PAUSED)
		return AT_SOURCE;
	if (source == PLAN_ABSENT && destination == PLAN_PAUSED)
		return AT_DESTINATION;
	return source == PLAN_ABSENT && destination == PLAN_ABSENT ? NOWHERE : UNSEEN;
}

static bool
is_passed(const struct plan_history *history, enum plan_step step)
{
	return history->passed & 1u << step;
}

/* Whether what is seen shows that step is done. Only asked where step makes sense. */
static bool
is_met(enum plan_step step, const struct plan_seen *seen)
{
	switch (step) {
	case STEP_CHECK:
		return seen->checked;
	case STEP_PREPARE:
		return seen->released;
	case STEP_DETACH:
		return seen->plugged[PLAN_SOURCE] == 0;
	case STEP_ARRIVE:
		return seen->announced;
	case STEP_ATTACH:
		return seen->plugged[PLAN_DESTINATION] == seen->pairs;
	case STEP_REATTACH:
		return seen->plugged[PLAN_SOURCE] == seen->pairs;
	case STEP_ADOPT:
	case STEP_READOPT:
		return seen->fresh == 0;
	case STEP_ABANDON:
		return seen->held == 0;
	case STEP_STOP:
		return !seen->copying && seen->domain[PLAN_SOURCE] == PLAN_RUNNING;
	default: /* STEP_MIGRATE: done is to be on the destination, where it is not asked for */
		return false;
	}
}

/* By what is wanted. */
static const enum plan_step leave[] = {STEP_CHECK, STEP_PREPARE, STEP_DETACH, STEP_MIGRATE, STEP_NONE},
                            arrive[] = {STEP_ARRIVE, STEP_ATTACH, STEP_ADOPT, STEP_NONE},
                            away[] = {STEP_CHECK, STEP_PREPARE, STEP_DETACH, STEP_NONE},
                            back[] = {STEP_CHECK,   STEP_STOP,    STEP_REATTACH,
                                      STEP_READOPT, STEP_ABANDON, STEP_NONE};

/* The first step of the way whose goal is neither met nor passed over; STEP_NONE: arrived. */
static enum plan_step
wanted(const struct plan_wish *wish, enum place at, const struct plan_seen *seen,
       const struct plan_history *history)
{
	const enum plan_step *way = at == AT_DESTINATION ? arrive : leave;

	if (wish->host == PLAN_SOURCE)
		way = wish->away ? away : back;
	/* A copy that cannot be stopped leaves nothing to do: the devices are not to be touched under it. */
	if (wish->host == PLAN_SOURCE && seen->copying && is_passed(history, STEP_STOP))
		return STEP_NONE;
	while (*way != STEP_NONE && (is_passed(history, *way) || is_met(*way, seen)))
		way++;
	return *way;
}

static struct plan_decision
end(enum outcome outcome)
{
	return (struct plan_decision){.kind = PLAN_END, .outcome = outcome};
}

static struct plan_decision
wait_until(uint64_t until)
{
	return (struct plan_decision){.kind = PLAN_WAIT, .until_ms = until};
}

static struct plan_decision
turn(enum plan_step step, enum plan_host host)
{
	return (struct plan_decision){
	        .kind = PLAN_TURN, .step = step, .wish = {.host = host, .turned = true}};
}

static enum outcome
outcome_at(const struct plan_wish *wish, const struct plan_seen *seen, const struct plan_history *history)
{
	bool on_vf = seen->pairs > 0 && seen->on_vf == seen->pairs;

	if (wish->host == PLAN_DESTINATION)
		return on_vf ? OUTCOME_OK : OUTCOME_THERE_ON_BACKUP;
	if (wish->away || (on_vf && !wish->turned))
		return OUTCOME_OK;
	if (!on_vf)
		return OUTCOME_BACK_ON_BACKUP;
	if (!history->changed && !seen->released && history->untouched != OUTCOME_OK)
		return history->untouched;
	return OUTCOME_BACK_ON_VF;
}

static struct plan_decision
used_up(const struct step *step, enum plan_step name, const struct plan_history *history)
{
	if (step->failure == STEP_ENDS)
		return end(history->untouched != OUTCOME_OK ? history->untouched : OUTCOME_ERROR);
	if (step->failure == STEP_TURNS)
		return turn(name, PLAN_SOURCE);
	return (struct plan_decision){.kind = PLAN_PASS, .step = name};
}

/*
 * When the current attempt was over: 0 while it is under way, as it is for one pair while another one's has
 * failed: that one's VF may come yet. A migration that returned without the guest having moved has failed.
 */
static uint64_t
over_since(enum plan_step name, const struct plan_seen *seen, const struct plan_history *history,
           uint64_t now)
{
	uint64_t expiry = history->begun_ms + step_of(name)->timeout_ms;

	if (history->failed && (seen->pending == 0 || now >= expiry))
		return history->failed_ms;
	if (name == STEP_MIGRATE)
		return seen->copying ? 0 : now;
	return step_of(name)->timeout_ms && now >= expiry ? expiry : 0;
}

static uint64_t
backoff(const struct step *step, unsigned int attempts)
{
	uint64_t ms = step->backoff_ms;

	while (--attempts > 0 && ms < BACKOFF_MAX_MS)
		ms *= 2;
	return ms;
}

/* Whether an attempt of that step would take the place of the one that has failed. */
static bool
is_instead(enum plan_step step, const struct plan_history *history)
{
	return history->begun && history->step == step && history->failed && history->instead &&
	       history->replaced < PLAN_REPLACED_MAX;
}

/* The first step that is not met: begin it, wait for it, try it again, or draw the conclusion. */
static struct plan_decision
pursue(enum plan_step name, const struct plan_seen *seen, const struct plan_history *history, uint64_t now)
{
	const struct step *step = step_of(name);
	unsigned int attempts = history->attempts[name];
	bool current = history->begun && history->step == name, instead = is_instead(name, history);
	uint64_t over = current ? over_since(name, seen, history, now) : now, again = over;

	if (current && over == 0)
		return wait_until(step->timeout_ms ? history->begun_ms + step->timeout_ms : FOREVER);
	if ((attempts >= step->attempts && !instead) || (current && history->failed && history->final))
		return used_up(step, name, history);
	if (current && history->failed)
		again += backoff(step, instead ? 1 : attempts);
	if (now < again)
		return wait_until(again);
	return (struct plan_decision){.kind = PLAN_DO, .step = name};
}

static struct plan_decision
unseen(enum place at, const struct plan_history *history, uint64_t now)
{
	if (at == NOWHERE)
		return end(OUTCOME_LOST);
	if (history->unknown_ms == 0 || now < history->unknown_ms + UNKNOWN_MAX_MS)
		return wait_until((history->unknown_ms ? history->unknown_ms : now) + UNKNOWN_MAX_MS);
	return end(OUTCOME_LOST);
}

/* The call that moves the guest ends its own way; nothing of the destination's steps is begun before. */
static struct plan_decision
returning(enum place at, const struct plan_wish *wish, const struct plan_seen *seen,
          const struct plan_history *history, uint64_t now)
{
	uint64_t until = (history->moved_ms ? history->moved_ms : now) + RETURN_MAX_MS;

	if (now < until)
		return wait_until(until);
	return end(at == AT_DESTINATION ? outcome_at(wish, seen, history) : OUTCOME_LOST);
}

/* A destination that fell silent in the copy lets the call that copies wait for ever. */
static bool
is_given_up(const struct plan_seen *seen)
{
	return seen->stop || (seen->copying && seen->cut);
}

struct plan_decision
plan_next(const struct plan_wish *wish, const struct plan_seen *seen, const struct plan_history *history,
          uint64_t now)
{
	enum place at = seen->checked ? place(seen) : AT_SOURCE;
	enum plan_step step;

	if (at == AT_DESTINATION && wish->host == PLAN_SOURCE)
		return turn(history->step, PLAN_DESTINATION);
	if (at == AT_SOURCE && (wish->host == PLAN_DESTINATION || wish->away) && seen->checked &&
	    is_given_up(seen))
		return turn(history->step, PLAN_SOURCE);
	if (seen->copying && at != AT_SOURCE)
		return returning(at, wish, seen, history, now);
	if (at == NOWHERE || at == UNSEEN)
		return unseen(at, history, now);
	step = wanted(wish, at, seen, history);
	if (step == STEP_NONE)
		return end(outcome_at(wish, seen, history));
	return pursue(step, seen, history, now);
}

static void
note_since(uint64_t *since, bool is, uint64_t now)
{
	if (!is)
		*since = 0;
	else if (*since == 0)
		*since = now;
}

void
plan_apply(const struct plan_decision *decision, const struct plan_seen *seen, struct plan_wish *wish,
           struct plan_history *history, uint64_t now)
{
	enum place at = seen->checked ? place(seen) : AT_SOURCE;

	note_since(&history->unknown_ms, at == UNSEEN, now);
	note_since(&history->moved_ms, seen->copying && at != AT_SOURCE, now);
	if (decision->kind == PLAN_TURN) {
		*wish = decision->wish;
		history->begun = false;
	} else if (decision->kind == PLAN_PASS) {
		history->passed |= 1u << decision->step;
		history->begun = false;
	} else if (decision->kind == PLAN_DO) {
		if (is_instead(decision->step, history))
			history->replaced++;
		else
			history->attempts[decision->step]++;
		history->begun = true;
		history->step = decision->step;
		history->begun_ms = now;
		history->failed = history->final = history->instead = false;
		history->changed |= decision->step == STEP_PREPARE;
	}
}

void
plan_failed(struct plan_history *history, bool final, enum outcome outcome, uint64_t now)
{
	history->failed = true;
	history->final = final;
	history->failed_ms = now;
	if (outcome != OUTCOME_OK)
		history->untouched = outcome;
	if (outcome == OUTCOME_REFUSED)
		history->changed = false;
}

void
plan_instead(struct plan_history *history)
{
	history->instead = true;
}
