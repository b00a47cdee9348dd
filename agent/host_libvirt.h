/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * host_libvirt.h: what the files of the real hosts share: host_libvirt.c (the table), host_conn.c
 * (connections, events), host_query.c (what a host says), host_inventory.c (its VFs), host_offer.c (its
 * networks), host_action.c (what a host is told), host_link.c (the guest link).
 */
#ifndef VFERRY_HOST_LIBVIRT_H
#define VFERRY_HOST_LIBVIRT_H

#include <libvirt/libvirt.h>

#include "host_ops.h"
#include "host_task.h"

#define HOST_EVENTS 5

struct hosts;

struct connection {
	struct hosts *hosts;
	enum host_side side;
	virConnectPtr conn; /* NULL: never opened */
	int events[HOST_EVENTS];
};

struct hosts {
	host_event_fn *fn;
	void *arg;
	struct connection side[HOST_SIDES];
	bool found;
	unsigned char uuid[VIR_UUID_BUFLEN]; /* of the domain, once found */
	bool woken;                          /* something happened since the last wait */
	virStreamPtr stream;                 /* the guest link; NULL: closed */
	enum host_side stream_side;
};

/* Hands event to the engine and ends its wait. */
void hosts_tell(struct hosts *hosts, const struct host_event *event);

/* A task on that side about the domain. NULL when the side was never opened or memory is out. */
struct host_task *hosts_task(struct hosts *hosts, enum host_side side, int (*run)(struct host_task *),
                             const char *text);
/* Runs it within HOST_CALL_MS; the caller reads and drops it. task may be NULL. */
int hosts_run(struct host_task *task, struct err *err);

int conn_open(void *self, enum host_side which, const char *uri, struct err *err);
void conn_close(struct connection *side);

int query_identify(void *self, enum host_side side, struct host_identity *identity, struct err *err);
int query_find(void *self, const char *name, struct host_domain *found, struct err *err);
/* Of a virDomainState. */
enum host_state query_state_of(int state);
int query_state(void *self, enum host_side side, enum host_state *state, struct err *err);
int query_xml(void *self, enum host_side side, bool inactive, char **xml, struct err *err);
int query_job(void *self, enum host_side side, struct host_job *job, struct err *err);
int query_translate(void *self, enum host_side side, const char *domain_xml, struct err *err);
int query_inventory(void *self, enum host_side side, struct inventory **inventory, struct err *err);
int query_network(void *self, enum host_side side, const char *name, char **xml, struct err *err);
int query_max_downtime(void *self, enum host_side side, uint64_t *ms, struct err *err);

int action_away(void *self, enum host_side side, const char *xml, struct err *err);
int action_max_downtime(void *self, enum host_side side, uint64_t ms, struct err *err);
int action_abort(void *self, struct err *err);
int action_suspend(void *self, enum host_side side, struct err *err);
int action_resume(void *self, enum host_side side, struct err *err);
struct host_task *action_detach(void *self, enum host_side side, const char *alias);
struct host_task *action_attach(void *self, enum host_side side, const char *device_xml);
struct host_task *action_migrate(void *self, const struct host_migration *how);

/* In a task: opens the guest link of its domain on its stream (-EBUSY: someone else holds it), and gives its
 * stream back. */
int stream_run_open(struct host_task *task);
int stream_run_close(struct host_task *task);

int stream_open(void *self, enum host_side side, struct err *err);
int stream_send(void *self, const char *bytes, size_t size, struct err *err);
void stream_close(void *self);

#endif
