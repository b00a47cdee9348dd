/* SPDX-License-Identifier: BSD-3-Clause */
/* lab.c: hosts by way of the scripts in lab/, and libvirt connections to them; see lab.h. */
#include "lab.h"

#include <errno.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "run.h"
#include "sriov.h"

#define SCRIPT_MS   90000
#define MOMENTS_MAX 256

/* QEMU's STOP and RESUME of all guests, newest last. The event loop's thread writes, everyone reads. */
struct moment {
	const struct host *host;
	char event[16];
	uint64_t at_us;
};
static struct moment moments[MOMENTS_MAX];
static unsigned int nmoments;
static pthread_mutex_t moments_lock = PTHREAD_MUTEX_INITIALIZER;

static void
on_qemu_event(virConnectPtr conn, virDomainPtr domain, const char *event, long long seconds,
              unsigned int micros, const char *details, void *opaque)
{
	(void)conn;
	(void)domain;
	(void)details;
	if (strcmp(event, "STOP") != 0 && strcmp(event, "RESUME") != 0)
		return;
	pthread_mutex_lock(&moments_lock);
	if (nmoments < MOMENTS_MAX) {
		struct moment *m = &moments[nmoments++];

		m->host = opaque;
		snprintf(m->event, sizeof(m->event), "%s", event);
		m->at_us = clock_from_realtime(
		        (uint64_t)((int64_t)seconds * 1000000 + micros - m->host->ahead_us));
	}
	pthread_mutex_unlock(&moments_lock);
}

uint64_t
host_moment(const struct host *host, const char *event, uint64_t since_us)
{
	uint64_t at = 0;

	pthread_mutex_lock(&moments_lock);
	for (unsigned int i = 0; i < nmoments && at == 0; i++)
		if (moments[i].host == host && strcmp(moments[i].event, event) == 0 &&
		    moments[i].at_us >= since_us)
			at = moments[i].at_us;
	pthread_mutex_unlock(&moments_lock);
	return at;
}

static void *
event_loop(void *arg)
{
	(void)arg;
	while (virEventRunDefaultImpl() == 0)
		;
	return NULL;
}

/* What libvirt reports is returned to the caller and said there; it does not print by itself. */
static void
quiet(void *arg, virErrorPtr error)
{
	(void)arg;
	(void)error;
}

static int
script(const char *name, const struct host *host, struct err *err)
{
	char path[512], output[RUN_OUTPUT];
	const char *dir = getenv("VFERRY_LAB");
	const char *argv[] = {path, host->name, NULL};
	int code;

	if (dir == NULL)
		return err_set(err, -ENOENT, "this is not the lab: run it through qemu-tests/lab/in-lab.sh");
	snprintf(path, sizeof(path), "%s/%s%s", dir, host->real_vfs ? "../sriov/" : "", name);
	code = run_program(argv, SCRIPT_MS, output, sizeof(output), err);
	if (code > 0)
		return err_set(err, -EIO, "%s %s failed with %d: %s", name, host->name, code, output);
	return code;
}

int
host_up(struct host *host, struct err *err)
{
	int code = script("host-up.sh", host, err);

	if (code < 0)
		return code;
	host->conn = virConnectOpen(host->uri);
	if (host->conn == NULL)
		return err_set(err, -EIO, "cannot connect to %s: %s", host->name, virGetLastErrorMessage());
	/* Whatever dies: a call to it ends. */
	virConnectSetKeepAlive(host->conn, 5, 3);
	host->events = virConnectDomainQemuMonitorEventRegister(host->conn, NULL, NULL, on_qemu_event, host,
	                                                        NULL, 0);
	if (host->events < 0)
		return err_set(err, -EIO, "no QEMU events from %s: %s", host->name, virGetLastErrorMessage());
	return host->real_vfs ? sriov_set_up(host, err) : 0;
}

/* The lab's own connection first: a host without power does not say that it is gone. */
int
host_down(struct host *host, struct err *err)
{
	if (host->conn != NULL) {
		virConnectDomainQemuMonitorEventDeregister(host->conn, host->events);
		virConnectClose(host->conn);
	}
	host->conn = NULL;
	host->events = -1;
	return script("host-down.sh", host, err);
}

int
host_reset(struct host *host, struct err *err)
{
	int code = host_down(host, err);

	return code < 0 ? code : host_up(host, err);
}

int
host_refuse(struct host *host, const char *reason, struct err *err)
{
	char path[128];
	FILE *file;

	if (host->real_vfs) {
		snprintf(path, sizeof(path), "f=/etc/libvirt/hooks/refuse-migrate; rm -f $f; %s%s%s",
		         reason == NULL ? "true" : "echo '", reason == NULL ? "" : reason,
		         reason == NULL ? "" : "' > $f");
		return host_run(host, path, err);
	}
	snprintf(path, sizeof(path), "%s/etc/hooks/refuse-migrate", host->dir);
	if (reason == NULL)
		return unlink(path) < 0 && errno != ENOENT ? err_set(err, -errno, "cannot remove %s", path)
		                                           : 0;
	file = fopen(path, "w");
	if (file == NULL || fprintf(file, "%s\n", reason) < 0 || fclose(file) != 0)
		return err_set(err, -EIO, "cannot write %s: %s", path, strerror(errno));
	return 0;
}

int
host_run(struct host *host, const char *command, struct err *err)
{
	char path[64], holder[16] = "", output[RUN_OUTPUT];
	const char *argv[] = {"nsenter", "-t", holder, "--all", "bash", "-c", command, NULL};
	FILE *file;

	if (host->real_vfs)
		return sriov_run(host, command, NULL, 0, err);
	snprintf(path, sizeof(path), "%s/holder.pid", host->dir);
	file = fopen(path, "r");
	if (file == NULL || fscanf(file, "%15s", holder) != 1)
		holder[0] = '\0';
	if (file != NULL)
		fclose(file);
	if (holder[0] == '\0')
		return err_set(err, -EHOSTDOWN, "%s is off", host->name);
	return run_program(argv, SCRIPT_MS, output, sizeof(output), err);
}

int
lab_up(struct lab *lab, struct err *err)
{
	static const char *const names[LAB_HOSTS] = {[HOST_A] = "hosta", [HOST_B] = "hostb"};
	pthread_t thread;
	int code = 0;

	*lab = (struct lab){.build = getenv("VFERRY_BUILD")};
	if (lab->build == NULL)
		return err_set(err, -ENOENT, "this is not the lab: run it through qemu-tests/lab/in-lab.sh");
	virSetErrorFunc(NULL, quiet);
	if (virEventRegisterDefaultImpl() < 0 || pthread_create(&thread, NULL, event_loop, NULL) != 0)
		return err_set(err, -EIO, "cannot start libvirt's event loop");
	pthread_detach(thread);
	for (int i = 0; i < LAB_HOSTS && code == 0; i++) {
		struct host *host = &lab->hosts[i];

		host->name = names[i];
		host->events = -1;
		host->real_vfs = sriov_lab();
		snprintf(host->dir, sizeof(host->dir), "/run/vferry/%s", host->name);
		if (host->real_vfs)
			snprintf(host->uri, sizeof(host->uri), "qemu+tls://%s/system?pkipath=/run/vferry/pki",
			         host->name);
		else
			snprintf(host->uri, sizeof(host->uri),
			         "qemu+unix:///system?socket=%s/run/libvirt/libvirt-sock", host->dir);
		code = host_up(host, err);
	}
	return code;
}

void
lab_down(struct lab *lab)
{
	for (int i = 0; i < LAB_HOSTS; i++)
		if (lab->hosts[i].name != NULL)
			host_down(&lab->hosts[i], NULL);
}
