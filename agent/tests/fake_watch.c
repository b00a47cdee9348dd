/* SPDX-License-Identifier: BSD-3-Clause */
/* fake_watch.c: see fake_watch.h. */
#include "fake_watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_watch_real.h"

#define GAP_MS 1000 /* between two looks at one guest: what the watch has promised */

static uint64_t
now_ms(void *self)
{
	return ((const struct fake_watch *)self)->now_ms;
}

static uint64_t
wall_ms(void *self)
{
	return FAKE_WATCH_WALL_S * 1000ull + now_ms(self);
}

static void
set_due(void *self, uint64_t at_ms)
{
	((struct fake_watch *)self)->due_ms = at_ms;
}

static void
later(struct fake_watch *fake, int what, unsigned int guest, uint32_t ms)
{
	if (fake->ndue == FAKE_WATCH_DUE)
		abort();
	fake->due[fake->ndue++] = (struct fake_due){fake->now_ms + ms, what, guest};
}

static void
list(void *self)
{
	struct fake_watch *fake = self;

	fake->lists++;
	if (!fake->down)
		later(fake, FAKE_LISTED, 0, fake->call_ms);
}

static int
start(void *self, const struct watch_listener *listener, void *arg, struct err *err)
{
	struct fake_watch *fake = self;

	(void)err;
	fake->listener = listener;
	fake->arg = arg;
	list(fake);
	return 0;
}

struct fake_watch_guest *
fake_watch_find(struct fake_watch *fake, const char *uuid)
{
	/* The number at its end. */
	unsigned long n = strtoul(uuid + 24, NULL, 16);

	return n < fake->nguests ? &fake->guests[n] : NULL;
}

static void
look(void *self, const char *uuid)
{
	struct fake_watch *fake = self;
	struct fake_watch_guest *guest = fake_watch_find(fake, uuid);

	if (guest->looking || fake->nlooking == WATCH_LOOKS_MAX || fake->now_ms < guest->looked_ms + GAP_MS)
		fake->broken++;
	guest->looking = true;
	guest->looked_ms = fake->now_ms;
	fake->nlooking++;
	fake->looks++;
	later(fake, FAKE_LOOKED, (unsigned int)(guest - fake->guests), fake->call_ms);
}

static void
ask(void *self, const char *uuid)
{
	struct fake_watch *fake = self;
	struct fake_watch_guest *guest = fake_watch_find(fake, uuid);

	if (guest->asking || fake->nasking == WATCH_ASKS_MAX)
		fake->broken++;
	guest->asking = true;
	fake->nasking++;
	fake->asks++;
	later(fake, FAKE_ANSWERED, (unsigned int)(guest - fake->guests),
	      guest->answer == WATCH_SILENT ? 3000 : 2 * fake->call_ms);
}

static void
leave(void *self, const char *uuid)
{
	struct fake_watch *fake = self;

	for (unsigned int i = 0; i < fake->ndue; i++)
		if (fake->due[i].what == FAKE_ANSWERED &&
		    &fake->guests[fake->due[i].guest] == fake_watch_find(fake, uuid))
			fake->due[i].at_ms = fake->now_ms + fake->call_ms;
}

const struct watch_ops fake_watch_ops = {.now_ms = now_ms,
                                         .wall_ms = wall_ms,
                                         .set_due = set_due,
                                         .start = start,
                                         .list = list,
                                         .look = look,
                                         .ask = ask,
                                         .leave = leave};

static void
tell_list(struct fake_watch *fake)
{
	char(*uuids)[WATCH_UUID_SIZE] = calloc(fake->nguests + 1, sizeof(*uuids));
	size_t n = 0;

	for (unsigned int i = 0; uuids && i < fake->nguests; i++)
		if (fake->guests[i].facts.state != HOST_ABSENT)
			memcpy(uuids[n++], fake->guests[i].uuid, WATCH_UUID_SIZE);
	fake->told_down = false;
	fake->listener->listed(fake->arg, "alpha", (const char(*)[WATCH_UUID_SIZE])uuids, n);
	free(uuids);
}

static void
tell_look(struct fake_watch *fake, struct fake_watch_guest *guest)
{
	struct watch_facts facts = guest->facts;

	guest->looking = false;
	fake->nlooking--;
	/* Whatever comes back is another guest. */
	if (facts.state == HOST_ABSENT)
		guest->looked_ms = 0;
	if (fake->real && facts.state != HOST_ABSENT)
		fake_watch_read(guest, &facts);
	if (fake->down || fake->looks_fail)
		fake->listener->looked(fake->arg, guest->uuid, NULL,
		                       "the domain's state: it does not answer");
	else
		fake->listener->looked(fake->arg, guest->uuid, &facts, "");
}

static void
tell_answer(struct fake_watch *fake, struct fake_watch_guest *guest)
{
	static struct wire_msg status;
	struct watch_reply reply = {
	        .answer = guest->answer, .library = "vferry 0.1.0", .status = &status, .why = ""};

	guest->asking = false;
	fake->nasking--;
	status = (struct wire_msg){.npairs = 1, .pairs = {{.path = guest->path}}};
	memcpy(status.pairs[0].mac, guest->facts.pairs[0].mac, sizeof(status.pairs[0].mac));
	if (fake->down || guest->facts.state != HOST_RUNNING)
		reply.answer = WATCH_UNASKED;
	else if (guest->held)
		reply.answer = WATCH_BUSY;
	if (fake->real && reply.answer == WATCH_TOLD)
		fake_watch_talk(fake, guest);
	else
		fake->listener->answered(fake->arg, guest->uuid, &reply);
}

static void
happen(struct fake_watch *fake, unsigned int i)
{
	struct fake_due due = fake->due[i];

	fake->due[i] = fake->due[--fake->ndue];
	if (due.what == FAKE_LOOKED)
		tell_look(fake, &fake->guests[due.guest]);
	else if (due.what == FAKE_ANSWERED)
		tell_answer(fake, &fake->guests[due.guest]);
	else if (!fake->down)
		tell_list(fake);
}

void
fake_watch_run(struct fake_watch *fake, uint64_t until_ms)
{
	for (;;) {
		uint64_t at_ms = fake->due_ms;
		unsigned int first = fake->ndue;

		for (unsigned int i = 0; i < fake->ndue; i++)
			if (fake->due[i].at_ms <= at_ms) {
				at_ms = fake->due[i].at_ms;
				first = i;
			}
		if (at_ms > until_ms)
			break;
		if (at_ms > fake->now_ms)
			fake->now_ms = at_ms;
		if (first < fake->ndue) {
			happen(fake, first);
		} else {
			fake->due_ms = WATCH_NEVER;
			fake->listener->due(fake->arg);
		}
	}
	fake->now_ms = until_ms;
}

void
fake_watch_go_down(struct fake_watch *fake)
{
	fake->down = true;
	if (!fake->told_down)
		fake->listener->blind(fake->arg, "it does not answer");
	fake->told_down = true;
}

void
fake_watch_come_up(struct fake_watch *fake)
{
	fake->down = false;
	list(fake);
}

struct fake_watch *
fake_watch_new(unsigned int n)
{
	struct fake_watch *fake = calloc(1, sizeof(*fake));

	if (!fake)
		abort();
	fake->nguests = n;
	fake->now_ms = 1000000;
	fake->due_ms = WATCH_NEVER;
	fake->call_ms = 2;
	for (unsigned int i = 0; i < n; i++) {
		struct fake_watch_guest *guest = &fake->guests[i];
		struct watch_facts *facts = &guest->facts;

		(void)snprintf(guest->uuid, sizeof(guest->uuid), "%08x-0000-4000-8000-%012x", i * 2654435761u,
		               i);
		*facts = (struct watch_facts){.state = HOST_RUNNING, .channel = true, .npairs = 1};
		(void)snprintf(facts->name, sizeof(facts->name), "router%u", i);
		(void)snprintf(facts->pairs[0].mac, sizeof(facts->pairs[0].mac), "52:54:00:00:%02x:%02x",
		               i / 256 % 256, i % 256);
		facts->pairs[0].vf = true;
		guest->answer = WATCH_TOLD;
		guest->path = WIRE_PATH_VF;
	}
	return fake;
}
