/* SPDX-License-Identifier: BSD-3-Clause */
/* plan.c: see plan.h. */
#include "plan.h"

#include "plan_way.h"
#include "steps.h"

/* How long no host may show the guest before it counts as lost: connections are opened again meanwhile. */
#define UNKNOWN_MAX_MS 30000
/* How long the call that moves the guest may last once the guest has left the source. */
#define RETURN_MAX_MS  300000
#define BACKOFF_MAX_MS 8000
#define FOREVER        UINT64_MAX

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
over_since(enum plan_step name, uint32_t timeout_ms, const struct plan_seen *seen,
           const struct plan_history *history, uint64_t now)
{
	uint64_t expiry = history->begun_ms + timeout_ms;

	if (history->failed && (seen->pending == 0 || now >= expiry))
		return history->failed_ms;
	if (name == STEP_MIGRATE)
		return seen->copying ? 0 : now;
	return timeout_ms && now >= expiry ? expiry : 0;
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
pursue(enum plan_step name, const struct plan_wish *wish, const struct plan_seen *seen,
       const struct plan_history *history, uint64_t now)
{
	const struct step *step = step_of(name);
	unsigned int attempts = history->attempts[name];
	uint32_t timeout_ms = step_timeout_ms(name, wish->limits);
	bool current = history->begun && history->step == name, instead = is_instead(name, history);
	uint64_t over = current ? over_since(name, timeout_ms, seen, history, now) : now, again = over;

	if (current && over == 0)
		return wait_until(timeout_ms ? history->begun_ms + timeout_ms : FOREVER);
	if ((attempts >= step_attempts(name, wish->limits) && !instead) ||
	    (current && history->failed && history->final))
		return used_up(step, name, history);
	if (current && history->failed)
		again += backoff(step, instead ? 1 : attempts);
	if (now < again)
		return wait_until(again);
	return (struct plan_decision){.kind = PLAN_DO, .step = name};
}

static struct plan_decision
unseen(enum plan_place at, const struct plan_history *history, uint64_t now)
{
	if (at == NOWHERE)
		return end(OUTCOME_LOST);
	if (history->unknown_ms == 0 || now < history->unknown_ms + UNKNOWN_MAX_MS)
		return wait_until((history->unknown_ms ? history->unknown_ms : now) + UNKNOWN_MAX_MS);
	return end(OUTCOME_LOST);
}

/* The call that moves the guest ends its own way; nothing of the destination's steps is begun before. */
static struct plan_decision
returning(enum plan_place at, const struct plan_wish *wish, const struct plan_seen *seen,
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
	enum plan_place at = seen->checked ? plan_place(seen) : AT_SOURCE;
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
	step = plan_wanted(wish, at, seen, history);
	if (step == STEP_NONE)
		return end(outcome_at(wish, seen, history));
	return pursue(step, wish, seen, history, now);
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
	enum plan_place at = seen->checked ? plan_place(seen) : AT_SOURCE;

	note_since(&history->unknown_ms, at == UNSEEN, now);
	note_since(&history->moved_ms, seen->copying && at != AT_SOURCE, now);
	if (decision->kind == PLAN_TURN) {
		wish->host = decision->wish.host;
		wish->away = decision->wish.away;
		wish->turned = decision->wish.turned;
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
