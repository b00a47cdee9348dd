/* SPDX-License-Identifier: BSD-3-Clause */
/* inspect_json.c: see inspect_json.h. */
#include "inspect_json.h"

#include "report.h"

/* The members that status and pairs begin with. */
static json_t *
domain_json(const struct inspect_domain *domain)
{
	return json_pack("{s:i, s:s, s:o, s:s, s:o, s:s}", "version", 1, "tool", "vferry " VFERRY_VERSION,
	                 "domain", report_text(domain->domain), "uuid", domain->uuid, "host",
	                 report_text(domain->host), "state", domain->state);
}

static json_t *
member_json(const struct wire_member *m)
{
	return json_pack("{s:s, s:s, s:s, s:b, s:I, s:I}", "pci", m->pci, "driver", m->driver, "pmd", m->pmd,
	                 "link_up", m->link_up, "rx_packets", (json_int_t)m->rx_packets, "tx_packets",
	                 (json_int_t)m->tx_packets);
}

json_t *
inspect_status_json(const struct inspect_status *found)
{
	json_t *json = domain_json(&found->domain), *pairs = json_array();

	for (unsigned int i = 0; i < found->status.npairs; i++) {
		const struct wire_pair *p = &found->status.pairs[i];

		json_array_append_new(pairs,
		                      json_pack("{s:s, s:s, s:o, s:o}", "mac", p->mac, "path",
		                                wire_path_name(p->path), "vf",
		                                p->has_vf ? member_json(&p->vf) : json_null(), "backup",
		                                p->has_backup ? member_json(&p->backup) : json_null()));
	}
	json_object_set_new(json, "library", json_string(found->library));
	json_object_set_new(json, "pairs", pairs);
	return json;
}

static json_t *
nic_json(const struct domxml_nic *nic)
{
	return json_pack("{s:s, s:o, s:s, s:s, s:s, s:s, s:s, s:o}", "mac", nic->mac, "alias",
	                 report_text(nic->alias), "type", nic->type, "model", nic->model, "target",
	                 nic->target, "guest", nic->guest, "host", nic->host, "network",
	                 report_text(nic->network));
}

json_t *
inspect_pairs_json(const struct inspect_pairs *found)
{
	json_t *json = domain_json(&found->domain), *pairs = json_array(), *others = json_array();
	const struct domxml *xml = &found->xml;

	for (unsigned int i = 0; i < xml->npairs; i++) {
		const struct domxml_pair *p = &xml->pairs[i];

		json_array_append_new(pairs, json_pack("{s:s, s:b, s:o, s:o}", "mac", p->mac, "named",
		                                       p->named, "vf", nic_json(&xml->nics[p->vf]), "backup",
		                                       nic_json(&xml->nics[p->backup])));
	}
	for (unsigned int i = 0; i < xml->nnics; i++) {
		const char *why = domxml_lone(xml, i);

		if (why)
			json_array_append_new(
			        others, json_pack("{s:o, s:s}", "nic", nic_json(&xml->nics[i]), "why", why));
	}
	json_object_set_new(json, "channel", json_boolean(xml->channel));
	json_object_set_new(json, "channel_connected", json_boolean(xml->channel_connected));
	json_object_set_new(json, "pairs", pairs);
	json_object_set_new(json, "others", others);
	return json;
}

static json_t *
number_json(int number)
{
	return number < 0 ? json_null() : json_integer(number);
}

static json_t *
vf_json(const struct inventory *inventory, const struct inventory_vf *vf)
{
	const struct inventory_pf *pf = inventory_pf(inventory, vf->pf);

	return json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:o, s:o, s:s, s:o, s:o, s:o}", "pci",
	                 vf->pci, "pf", vf->pf, "pf_netdev", pf ? pf->netdev : "", "index",
	                 number_json(vf->index), "driver", vf->driver, "netdev", vf->netdev, "link", vf->link,
	                 "address", vf->address, "user", report_text(vf->user), "pool", report_text(vf->pool),
	                 "mac", vf->mac, "vlan", number_json(vf->vlan), "iommu_group", number_json(vf->group),
	                 "numa_node", number_json(vf->numa));
}

json_t *
inspect_vfs_json(const struct inspect_vfs *found)
{
	const struct inventory *inventory = &found->inventory;
	json_t *pfs = json_array(), *vfs = json_array();

	for (unsigned int i = 0; i < inventory->npfs; i++) {
		const struct inventory_pf *pf = &inventory->pfs[i];

		json_array_append_new(pfs, json_pack("{s:s, s:s, s:s, s:i, s:i}", "pci", pf->pci, "netdev",
		                                     pf->netdev, "link", pf->link, "vfs", (int)pf->vfs,
		                                     "max_vfs", (int)pf->max_vfs));
	}
	for (unsigned int i = 0; i < inventory->nvfs; i++)
		json_array_append_new(vfs, vf_json(inventory, &inventory->vfs[i]));
	return json_pack("{s:i, s:s, s:o, s:i, s:o, s:o}", "version", 1, "tool", "vferry " VFERRY_VERSION,
	                 "host", report_text(found->host), "not_shown", (int)inventory_left_out(inventory),
	                 "pfs", pfs, "vfs", vfs);
}
