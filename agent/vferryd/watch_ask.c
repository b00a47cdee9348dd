/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * watch_ask.c: asks a guest hello and status over its link, and lets the link go. See watch_libvirt.h.
 *
 * Both questions are sent at once, by the thread that opens the link: so the loop's thread never writes to
 * libvirtd. ANSWER_MS after the link was opened it is let go, whatever the guest does; an ask never grows.
 * The link is told to be free when its stream has been given back, by a thread again.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "host_libvirt.h"
#include "watch_libvirt.h"
#include "watch_talk.h"

#define ANSWER_MS 3000
#define READS_MAX 16 /* of one wake, so that a guest that never stops talking starves nobody */

enum ask_stage { ASK_OPENING, ASK_WAITING, ASK_CLOSING };

struct ask {
	struct ask *next;
	struct watch_host *host;
	char uuid[WATCH_UUID_SIZE];
	enum ask_stage stage;
	bool left; /* while it was being opened */
	virStreamPtr stream;
	int timer;   /* -1: none */
	bool talked; /* what came of it is in talk, else in answer */
	enum watch_answer answer;
	char why[WATCH_TEXT_MAX];
	struct watch_talk talk;
};

static void
tell_and_free(struct ask *ask)
{
	struct watch_host *host = ask->host;
	struct ask **at = &host->asks;
	struct watch_reply reply = {.answer = ask->answer, .why = ask->why};

	while (*at != ask)
		at = &(*at)->next;
	*at = ask->next;
	if (ask->talked)
		reply = talk_reply(&ask->talk);
	host->listener->answered(host->arg, ask->uuid, &reply);
	free(ask);
}

static void
on_closed(struct watch_host *host, struct host_task *task, void *arg)
{
	(void)host;
	(void)task;
	tell_and_free(arg);
}

static void
stop_listening(struct ask *ask)
{
	if (ask->stage == ASK_WAITING)
		(void)virStreamEventRemoveCallback(ask->stream);
	if (ask->timer >= 0)
		virEventRemoveTimeout(ask->timer);
	ask->timer = -1;
	ask->stage = ASK_CLOSING;
}

/* Gives the link back and then tells. */
static void
end(struct ask *ask)
{
	struct host_task *task = task_new(stream_run_close, ask->host->conn, NULL);

	stop_listening(ask);
	if (task)
		task->stream = ask->stream;
	else
		virStreamFree(ask->stream);
	ask->stream = NULL;
	if (!call_make(ask->host, task, on_closed, ask))
		tell_and_free(ask);
}

static void
end_unasked(struct ask *ask, const char *why)
{
	ask->answer = WATCH_UNASKED;
	(void)snprintf(ask->why, sizeof(ask->why), "%s", why);
	end(ask);
}

static void
end_talk(struct ask *ask)
{
	ask->talked = true;
	end(ask);
}

static void
on_stream(virStreamPtr stream, int events, void *arg)
{
	struct ask *ask = arg;
	char buf[4096];
	int n = -2;

	for (int i = 0; (events & VIR_STREAM_EVENT_READABLE) && i < READS_MAX; i++) {
		n = virStreamRecv(stream, buf, sizeof(buf));
		if (n <= 0)
			break;
		if (talk_feed(&ask->talk, buf, (size_t)n)) {
			end_talk(ask);
			return;
		}
	}
	if (n == 0 || n == -1 || (events & (VIR_STREAM_EVENT_ERROR | VIR_STREAM_EVENT_HANGUP)))
		end_talk(ask);
}

static void
on_time(int timer, void *arg)
{
	(void)timer;
	end_talk(arg);
}

static int
run_open(struct host_task *task)
{
	size_t size = strlen(task->text), sent = 0;
	int ret = stream_run_open(task);

	while (ret == 0 && sent < size) {
		int n = virStreamSend(task->stream, task->text + sent, size - sent);

		if (n < 0)
			ret = err_set(&task->err, -EPIPE, "the guest link cannot be written");
		else
			sent += (size_t)n;
	}
	/* Here, as it may take long. */
	if (ret < 0)
		(void)stream_run_close(task);
	return ret;
}

static void
on_unopened(struct ask *ask, const struct host_task *task)
{
	ask->answer = task->ret == -EBUSY        ? WATCH_BUSY
	              : task->ret == -EOPNOTSUPP ? WATCH_NO_CHANNEL
	                                         : WATCH_UNASKED;
	(void)snprintf(ask->why, sizeof(ask->why), "%s", task->err.text);
	tell_and_free(ask);
}

static void
on_opened(struct watch_host *host, struct host_task *task, void *arg)
{
	struct ask *ask = arg;

	(void)host;
	if (task->ret < 0) {
		on_unopened(ask, task);
		return;
	}
	ask->stream = task->stream;
	task->stream = NULL;
	if (ask->left || virStreamEventAddCallback(ask->stream,
	                                           VIR_STREAM_EVENT_READABLE | VIR_STREAM_EVENT_ERROR |
	                                                   VIR_STREAM_EVENT_HANGUP,
	                                           on_stream, ask, NULL) < 0) {
		end_unasked(ask, "the guest link cannot be listened to");
		return;
	}
	ask->stage = ASK_WAITING;
	ask->timer = virEventAddTimeout(ANSWER_MS, on_time, ask, NULL);
	if (ask->timer < 0)
		end_unasked(ask, "no timer for the guest's answer");
}

static bool
begin(struct ask *ask)
{
	struct host_task *task;
	struct err ignored;
	uint64_t id = 0;

	/* Without randomness the ids are those of another session at worst. */
	(void)!getrandom(&id, sizeof(id), GRND_NONBLOCK);
	if (talk_begin(&ask->talk, id, &ignored) < 0)
		return false;
	task = call_about(ask->host, run_open, ask->uuid, ask->talk.questions);
	if (task)
		task->stream = virStreamNew(task->conn, VIR_STREAM_NONBLOCK);
	if (task && !task->stream) {
		task_drop(task);
		task = NULL;
	}
	return call_make(ask->host, task, on_opened, ask);
}

void
ask_begin(struct watch_host *host, const char *uuid)
{
	struct ask *ask = calloc(1, sizeof(*ask));

	if (ask) {
		ask->host = host;
		ask->timer = -1;
		(void)snprintf(ask->uuid, sizeof(ask->uuid), "%s", uuid);
		ask->next = host->asks;
		host->asks = ask;
	}
	if (ask && begin(ask))
		return;
	if (ask)
		host->asks = ask->next;
	free(ask);
	host->listener->answered(
	        host->arg, uuid,
	        &(struct watch_reply){.answer = WATCH_UNASKED, .why = "no memory to ask it"});
}

void
ask_leave(struct watch_host *host, const char *uuid)
{
	struct ask *ask = host->asks;

	while (ask && strcmp(ask->uuid, uuid) != 0)
		ask = ask->next;
	if (ask && ask->stage == ASK_OPENING)
		ask->left = true;
	else if (ask && ask->stage == ASK_WAITING)
		end_unasked(ask, "");
}

/* Its stream is given back by a thread for which nobody waits. */
static void
leave_open(struct ask *ask)
{
	struct host_task *task = task_new(stream_run_close, ask->host->conn, NULL);

	stop_listening(ask);
	if (task) {
		task->stream = ask->stream;
		(void)task_start(task);
		task_drop(task);
	} else {
		virStreamFree(ask->stream);
	}
}

void
ask_leave_all(struct watch_host *host)
{
	struct ask *ask, *next;

	for (ask = host->asks; ask; ask = next) {
		next = ask->next;
		if (ask->stage == ASK_WAITING)
			leave_open(ask);
		free(ask);
	}
	host->asks = NULL;
}
