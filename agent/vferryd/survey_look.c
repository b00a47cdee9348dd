/* SPDX-License-Identifier: BSD-3-Clause */
/* survey_look.c: a survey from libvirt. In a worker's process: a host may take its time. See survey.h. */
#include <errno.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domxml.h"
#include "inspect.h"
#include "pairxml.h"
#include "vferryd/survey.h"

#define COPY(to, from) (void)snprintf(to, sizeof(to), "%.*s", (int)sizeof(to) - 1, from)

/* A pool past the limit is as if it had none. */
static void
count_vf(struct fleet_pool *pools, unsigned int *npools, const char *name, unsigned int vfs)
{
	unsigned int i = 0;

	while (i < *npools && strcmp(pools[i].name, name) != 0)
		i++;
	if (i == FLEET_POOLS_MAX)
		return;
	if (i == *npools) {
		COPY(pools[i].name, name);
		pools[(*npools)++].vfs = 0;
	}
	pools[i].vfs += vfs;
}

/* As vfpick.h tells: what is up is the host's own. A pool whose VFs are all taken is told with none. */
static void
count_vfs(const struct inventory *inventory, struct fleet_host *host)
{
	host->tells_vfs = true;
	for (unsigned int i = 0; i < inventory->nvfs; i++) {
		const struct inventory_vf *vf = &inventory->vfs[i];
		bool is_free = !vf->user[0] && !vf->address[0] && strcmp(vf->link, "up") != 0;

		count_vf(host->pools, &host->npools, vf->pool[0] ? vf->pool : SURVEY_NO_POOL, is_free);
	}
}

/* A NIC on a network shows the function that it got, live; the network stands in what its next start takes.
 */
static const char *
pool_of(const struct domxml_nic *vf, const struct domxml *next)
{
	if (vf->network[0])
		return vf->network;
	for (unsigned int i = 0; next && vf->mac[0] && i < next->nnics; i++) {
		const struct domxml_nic *nic = &next->nics[i];

		if (nic->network[0] && !nic->virtio && strcmp(nic->mac, vf->mac) == 0)
			return nic->network;
	}
	return SURVEY_NO_POOL;
}

static void
count_needs(const char *xml, const struct domxml *live, const struct domxml *next, struct fleet_guest *guest)
{
	static struct pairxml given;

	if (pairxml_read(xml, strlen(xml), &given, NULL) < 0)
		pairxml_clear(&given);
	for (unsigned int i = 0; i < live->npairs; i++) {
		const struct domxml_pair *pair = &live->pairs[i];
		const struct domxml_nic *vf = &live->nics[pair->vf];

		if (vf->host[0] && !pairxml_find(&given, pair->mac, NULL))
			count_vf(guest->pools, &guest->npools, pool_of(vf, next), 1);
	}
	pairxml_clear(&given);
}

/* What the kernel keeps of files it gives up for a guest, so that counts; a host that has run for a while has
 * little else. Hosts that do not tell it apart say what is free. */
static uint64_t
free_memory(virConnectPtr conn)
{
	virNodeMemoryStats stats[16];
	int n = 16;
	unsigned long long bytes = 0;

	if (virNodeGetMemoryStats(conn, VIR_NODE_MEMORY_STATS_ALL_CELLS, stats, &n, 0) < 0)
		n = 0;
	for (int i = 0; i < n; i++)
		if (!strcmp(stats[i].field, VIR_NODE_MEMORY_STATS_FREE) ||
		    !strcmp(stats[i].field, VIR_NODE_MEMORY_STATS_BUFFERS) ||
		    !strcmp(stats[i].field, VIR_NODE_MEMORY_STATS_CACHED))
			bytes += stats[i].value * 1024;
	if (bytes == 0)
		bytes = virNodeGetFreeMemory(conn);
	return bytes ? bytes : FLEET_UNKNOWN;
}

/* Huge pages were set aside before, and are no part of what is free. */
static uint64_t
memory_of(const virDomainInfo *info, const char *xml)
{
	return strstr(xml, "<hugepages") ? 0 : (uint64_t)info->maxMem * 1024;
}

static bool
read_xml(virDomainPtr domain, unsigned int flags, struct domxml *dom, char **xml)
{
	*xml = virDomainGetXMLDesc(domain, flags);
	return *xml && domxml_read(*xml, strlen(*xml), NULL, NULL, dom, NULL) == 0;
}

/* Whether it has a pair; then *guest says what it needs. */
static bool
look_at_guest(virDomainPtr domain, struct fleet_guest *guest)
{
	static struct domxml live, next;
	char *xml = NULL, *next_xml = NULL;
	virDomainInfo info;
	bool paired = virDomainGetInfo(domain, &info) == 0 && read_xml(domain, 0, &live, &xml) && live.npairs;

	if (paired) {
		bool known = read_xml(domain, VIR_DOMAIN_XML_INACTIVE, &next, &next_xml);

		*guest = (struct fleet_guest){.memory = memory_of(&info, xml)};
		COPY(guest->name, virDomainGetName(domain));
		virDomainGetUUIDString(domain, guest->uuid);
		count_needs(xml, &live, known ? &next : NULL, guest);
	}
	free(xml);
	free(next_xml);
	return paired;
}

/* guests NULL: nobody asks for those. */
static int
look_at_domains(virConnectPtr conn, struct survey_host *host, struct survey *guests)
{
	virDomainPtr *domains = NULL;
	int n = virConnectListAllDomains(conn, &domains, VIR_CONNECT_LIST_DOMAINS_ACTIVE), ret = 0;

	if (n < 0)
		return -EIO;
	host->running = calloc((size_t)n + 1, sizeof(*host->running));
	if (guests)
		guests->guests = calloc((size_t)n + 1, sizeof(*guests->guests));
	if (!host->running || (guests && !guests->guests))
		ret = -ENOMEM;
	for (int i = 0; i < n; i++) {
		if (ret == 0 && host->nrunning < SURVEY_RUNNING_MAX &&
		    virDomainGetUUIDString(domains[i], host->running[host->nrunning]) == 0)
			host->nrunning++;
		if (ret == 0 && guests && guests->nguests < FLEET_GUESTS_MAX &&
		    look_at_guest(domains[i], &guests->guests[guests->nguests]))
			guests->nguests++;
		virDomainFree(domains[i]);
	}
	free(domains);
	return ret;
}

static void
look_at_host(const char *uri, struct survey_host *host, struct survey *guests)
{
	static struct inspect_vfs found;
	struct err err = {0};
	enum outcome outcome;
	virConnectPtr conn = NULL;

	COPY(host->host.uri, uri);
	host->host.memory = FLEET_UNKNOWN;
	/* First, as it waits for a host that does not answer only so long. */
	outcome = inspect_vfs(uri, &found, &err);
	if (outcome == OUTCOME_OK)
		count_vfs(&found.inventory, &host->host);
	if (outcome != OUTCOME_SOURCE_UNREACHABLE)
		conn = virConnectOpen(uri);
	if (conn)
		host->host.memory = free_memory(conn);
	if (!conn || look_at_domains(conn, host, guests) < 0)
		COPY(host->why, err.text[0] ? err.text : virGetLastErrorMessage());
	if (conn)
		virConnectClose(conn);
}

char *
survey_look(const char *uri, const struct control_request *request)
{
	static struct survey survey;
	struct err err = {0};
	json_t *json;
	char *line;

	alarm(SURVEY_HOST_S * (request->nto + 1));
	survey.nhosts = request->nto + 1;
	look_at_host(uri, &survey.hosts[0], &survey);
	for (unsigned int i = 0; i < request->nto && !survey.hosts[0].why[0]; i++)
		look_at_host(request->to[i], &survey.hosts[i + 1], NULL);
	alarm(0);
	if (survey.hosts[0].why[0]) {
		line = control_encode_error(&request->id, OUTCOME_SOURCE_UNREACHABLE, survey.hosts[0].why,
		                            NULL);
	} else {
		json = survey_json(&survey);
		line = control_encode_result(&request->id, json, &err);
		json_decref(json);
		if (!line)
			line = control_encode_error(&request->id, OUTCOME_ERROR, err.text, NULL);
	}
	survey_clear(&survey);
	return line;
}
