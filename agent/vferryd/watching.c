/* SPDX-License-Identifier: BSD-3-Clause */
/* watching.c: see watching.h. */
#include "watching.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct watching {
	const struct watch_ops *ops;
	void *self;
	const struct watching_listener *listener;
	void *arg;
	struct watch *watch;
	uint32_t interval_s;
	uint64_t list_ms; /* when the list is to be had again */
	bool pumping, blind;
};

static uint32_t
to_ms(uint32_t s)
{
	return s < UINT32_MAX / 1000 ? s * 1000 : UINT32_MAX;
}

static void
act(struct watching *w, const struct watch_action *action)
{
	switch (action->what) {
	case WATCH_LOOK:
		w->ops->look(w->self, action->uuid);
		break;
	case WATCH_ASK:
		w->ops->ask(w->self, action->uuid);
		break;
	case WATCH_RESTORE:
		w->listener->restore(w->arg, action->uuid);
		break;
	case WATCH_SAY:
		w->listener->log(w->arg, action->text);
		break;
	case WATCH_WAIT:
		break;
	}
}

/* Does all that is due. Something that comes in meanwhile is taken into account by the next question. */
static void
pump(struct watching *w)
{
	struct watch_action action;
	uint64_t now_ms = w->ops->now_ms(w->self);

	if (w->pumping)
		return;
	w->pumping = true;
	if (!w->blind && now_ms >= w->list_ms) {
		w->list_ms = now_ms + (uint64_t)w->interval_s * 1000;
		w->ops->list(w->self);
	}
	do {
		watch_next(w->watch, now_ms, &action);
		act(w, &action);
	} while (action.what != WATCH_WAIT);
	w->pumping = false;
	w->ops->set_due(w->self, !w->blind && w->list_ms < action.until_ms ? w->list_ms : action.until_ms);
}

static void
on_listed(void *arg, const char *host, const char (*uuids)[WATCH_UUID_SIZE], size_t n)
{
	struct watching *w = arg;
	uint64_t now_ms = w->ops->now_ms(w->self);

	if (w->blind) {
		w->blind = false;
		w->listener->log(w->arg, "libvirt is there: its guests are watched");
	}
	w->list_ms = now_ms + (uint64_t)w->interval_s * 1000;
	watch_listed(w->watch, host, uuids, n, now_ms);
	pump(w);
}

static void
on_blind(void *arg, const char *why)
{
	struct watching *w = arg;
	char text[WATCH_TEXT_MAX];

	w->blind = true;
	watch_blind(w->watch, w->ops->now_ms(w->self));
	(void)snprintf(text, sizeof(text), "guests cannot be watched until libvirt is there again: %s", why);
	w->listener->log(w->arg, text);
	pump(w);
}

static void
on_event(void *arg, const char *uuid, enum watch_event event)
{
	struct watching *w = arg;

	watch_event(w->watch, uuid, event, w->ops->now_ms(w->self));
	pump(w);
}

static void
on_looked(void *arg, const char *uuid, const struct watch_facts *facts, const char *why)
{
	struct watching *w = arg;
	uint64_t now_ms = w->ops->now_ms(w->self);

	if (facts)
		watch_looked(w->watch, uuid, facts, now_ms, w->ops->wall_ms(w->self));
	else
		watch_unseen(w->watch, uuid, why, now_ms);
	pump(w);
}

static void
on_answered(void *arg, const char *uuid, const struct watch_reply *reply)
{
	struct watching *w = arg;

	if (watch_answered(w->watch, uuid, reply, w->ops->now_ms(w->self)))
		w->listener->free(w->arg, uuid);
	pump(w);
}

static void
on_due(void *arg)
{
	pump(arg);
}

static const struct watch_listener to_watching = {.listed = on_listed,
                                                  .blind = on_blind,
                                                  .event = on_event,
                                                  .looked = on_looked,
                                                  .answered = on_answered,
                                                  .due = on_due};

struct watching *
watching_new(const struct watch_ops *ops, void *self, uint32_t interval_s, uint32_t takeover_s,
             const struct watching_listener *listener, void *arg, struct err *err)
{
	struct watching *w = calloc(1, sizeof(*w));

	if (!w) {
		err_set(err, -ENOMEM, "no memory to watch guests");
		return NULL;
	}
	*w = (struct watching){.ops = ops, .self = self, .listener = listener, .arg = arg, .blind = true};
	w->watch = watch_new(to_ms(interval_s), to_ms(takeover_s), ops->now_ms(self));
	w->interval_s = interval_s;
	if (!w->watch)
		err_set(err, -ENOMEM, "no memory to watch guests");
	if (!w->watch || ops->start(self, &to_watching, w, err) < 0) {
		watching_free(w);
		return NULL;
	}
	return w;
}

void
watching_free(struct watching *w)
{
	if (!w)
		return;
	watch_free(w->watch);
	free(w);
}

void
watching_configure(struct watching *w, uint32_t interval_s, uint32_t takeover_s)
{
	w->interval_s = interval_s;
	w->list_ms = 0;
	watch_configure(w->watch, to_ms(interval_s), to_ms(takeover_s));
	pump(w);
}

int
watching_hold(struct watching *w, const char *uuid)
{
	int ret = watch_hold(w->watch, uuid, w->ops->now_ms(w->self));

	if (ret == -EINPROGRESS)
		w->ops->leave(w->self, uuid);
	pump(w);
	return ret;
}

void
watching_release(struct watching *w, const char *uuid, enum outcome outcome, const char *message)
{
	watch_release(w->watch, uuid, outcome, message, w->ops->now_ms(w->self));
	pump(w);
}

json_t *
watching_list_json(const struct watching *w, size_t bytes_max)
{
	return watch_list_json(w->watch, w->ops->now_ms(w->self), bytes_max);
}

void
watching_count(const struct watching *w, struct watch_counts *counts)
{
	watch_count(w->watch, w->ops->now_ms(w->self), counts);
}

const char *
watching_host(const struct watching *w)
{
	return watch_host(w->watch);
}

bool
watching_find(const struct watching *w, const char *text, char uuid[WATCH_UUID_SIZE])
{
	return watch_find(w->watch, text, uuid);
}

void
watching_note(struct watching *w, const char *uuid)
{
	watch_event(w->watch, uuid, WATCH_OTHER, w->ops->now_ms(w->self));
	pump(w);
}

const char *
watching_name(const struct watching *w, const char *uuid)
{
	return watch_name(w->watch, uuid);
}
