/* SPDX-License-Identifier: BSD-3-Clause */
/* api.c: the calls of include/vferry.h, done in the control thread. */
#include "api.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>

#include "control.h"

/* The application's callback: set and called in the control thread. */
static struct {
	vferry_event_fn *fn;
	void *arg;
} listener;

static enum vferry_path
path_of(enum wire_path path)
{
	static const enum vferry_path paths[] = {
	        [WIRE_PATH_NONE] = VFERRY_PATH_NONE,
	        [WIRE_PATH_VF] = VFERRY_PATH_VF,
	        [WIRE_PATH_BACKUP] = VFERRY_PATH_BACKUP,
	};

	return paths[path];
}

static void
fill_member(struct vferry_member *to, const struct wire_member *from)
{
	snprintf(to->pci, sizeof(to->pci), "%s", from->pci);
	snprintf(to->driver, sizeof(to->driver), "%s", from->driver);
	snprintf(to->pmd, sizeof(to->pmd), "%s", from->pmd);
	to->link_up = from->link_up;
	to->rx_packets = from->rx_packets;
	to->tx_packets = from->tx_packets;
}

static void
fill(struct vferry_status *status, struct pair *pair)
{
	struct wire_pair now = {0};

	pair_describe(pair, &now);
	*status = (struct vferry_status){.path = path_of(now.path), .switches = pair_port(pair)->moves};
	snprintf(status->mac, sizeof(status->mac), "%s", now.mac);
	if (now.has_vf)
		fill_member(&status->vf, &now.vf);
	if (now.has_backup)
		fill_member(&status->backup, &now.backup);
}

void
api_tell(struct pair *pair, enum vferry_event event, const char *reason)
{
	struct vferry_status status;

	if (!listener.fn)
		return;
	fill(&status, pair);
	listener.fn(listener.arg, pair_port_id(pair), event, &status, reason);
}

struct status_call {
	uint16_t port_id;
	struct vferry_status *status;
};

static int
get_status(void *arg)
{
	const struct status_call *call = arg;
	struct pair *pair = control_pair(call->port_id);

	if (!pair)
		return -ENODEV;
	fill(call->status, pair);
	return 0;
}

int
vferry_status(uint16_t port_id, struct vferry_status *status)
{
	return control_call(port_id, get_status, &(struct status_call){.port_id = port_id, .status = status});
}

struct switch_call {
	uint16_t port_id;
	enum wire_path path;
	uint32_t timeout_ms;
	int code;
	bool done;
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

static void
switched(void *arg, int code)
{
	struct switch_call *call = arg;

	pthread_mutex_lock(&call->lock);
	call->code = code;
	call->done = true;
	pthread_cond_signal(&call->changed);
	pthread_mutex_unlock(&call->lock);
}

static int
begin_switch(void *arg)
{
	struct switch_call *call = arg;
	struct pair *pair = control_pair(call->port_id);

	return pair ? control_switch(pair, call->path, call->timeout_ms, switched, call) : -ENODEV;
}

int
vferry_switch(uint16_t port_id, enum vferry_path path, uint32_t timeout_ms)
{
	struct switch_call call = {
	        .port_id = port_id,
	        .path = path == VFERRY_PATH_VF ? WIRE_PATH_VF : WIRE_PATH_BACKUP,
	        .timeout_ms = timeout_ms,
	        .lock = PTHREAD_MUTEX_INITIALIZER,
	        .changed = PTHREAD_COND_INITIALIZER,
	};
	int code;

	if ((path != VFERRY_PATH_VF && path != VFERRY_PATH_BACKUP) || timeout_ms < 1 ||
	    timeout_ms > WIRE_DEADLINE_MAX_MS)
		return -EINVAL;
	if (control_inside())
		return -EDEADLK;
	code = control_call(port_id, begin_switch, &call);
	if (code < 0)
		return code;
	pthread_mutex_lock(&call.lock);
	while (!call.done)
		pthread_cond_wait(&call.changed, &call.lock);
	pthread_mutex_unlock(&call.lock);
	return call.code;
}

struct listen_call {
	vferry_event_fn *fn;
	void *arg;
};

static int
listen_now(void *arg)
{
	const struct listen_call *call = arg;

	listener.fn = call->fn;
	listener.arg = call->arg;
	return 0;
}

int
vferry_on_event(vferry_event_fn *fn, void *arg)
{
	return control_call(CONTROL_NO_PORT, listen_now, &(struct listen_call){.fn = fn, .arg = arg});
}
