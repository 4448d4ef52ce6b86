/*
 * Stands in for the kernel's IPVS family of generic netlink, so that the real ipvsadm parses rules where there is no
 * ip_vs. Preloaded into ipvsadm; writes one line to $IPVS_LOG for each command that ipvsadm sends.
 */
#include <arpa/inet.h>
#include <linux/ip_vs.h>
#include <netlink/attr.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <stdio.h>
#include <stdlib.h>

static nl_recvmsg_msg_cb_t on_valid;
static void *on_valid_arg;
static int asked_info;

int genl_connect(struct nl_sock *sk) { return 0; }
int genl_ctrl_resolve(struct nl_sock *sk, const char *name) { return 42; }

int nl_socket_modify_cb(struct nl_sock *sk, enum nl_cb_type type, enum nl_cb_kind kind, nl_recvmsg_msg_cb_t cb,
                        void *arg) {
  if (type == NL_CB_VALID) {
    on_valid = cb;
    on_valid_arg = arg;
  }
  return 0;
}

static void print_address(FILE *out, int family, struct nlattr *attr) {
  char text[INET6_ADDRSTRLEN] = "-";
  if (attr) inet_ntop(family, nla_data(attr), text, sizeof text);
  fprintf(out, "%s", text);
}

int nl_send_auto(struct nl_sock *sk, struct nl_msg *msg) {
  struct genlmsghdr *head = nlmsg_data(nlmsg_hdr(msg));
  asked_info = head->cmd == IPVS_CMD_GET_INFO;
  // The table is always empty, so there is nothing to answer to who asks for it.
  if (asked_info || head->cmd == IPVS_CMD_GET_SERVICE || head->cmd == IPVS_CMD_GET_DEST) return 0;
  struct nlattr *all[IPVS_CMD_ATTR_MAX + 1], *svc[IPVS_SVC_ATTR_MAX + 1], *dest[IPVS_DEST_ATTR_MAX + 1];
  nlmsg_parse(nlmsg_hdr(msg), GENL_HDRLEN, all, IPVS_CMD_ATTR_MAX, NULL);
  FILE *out = fopen(getenv("IPVS_LOG"), "a");
  if (!out || !all[IPVS_CMD_ATTR_SERVICE]) return -NLE_INVAL;
  nla_parse_nested(svc, IPVS_SVC_ATTR_MAX, all[IPVS_CMD_ATTR_SERVICE], NULL);
  int family = svc[IPVS_SVC_ATTR_AF] ? nla_get_u16(svc[IPVS_SVC_ATTR_AF]) : AF_INET;
  fprintf(out, "%s ", head->cmd == IPVS_CMD_NEW_SERVICE ? "service" : head->cmd == IPVS_CMD_NEW_DEST ? "server" : "other");
  if (svc[IPVS_SVC_ATTR_FWMARK]) fprintf(out, "mark %u/%d", nla_get_u32(svc[IPVS_SVC_ATTR_FWMARK]), family == AF_INET ? 4 : 6);
  else {
    int protocol = nla_get_u16(svc[IPVS_SVC_ATTR_PROTOCOL]);
    fprintf(out, "%s ", protocol == 6 ? "tcp" : protocol == 17 ? "udp" : "sctp");
    print_address(out, family, svc[IPVS_SVC_ATTR_ADDR]);
    fprintf(out, " %u", ntohs(nla_get_u16(svc[IPVS_SVC_ATTR_PORT])));
  }
  if (head->cmd == IPVS_CMD_NEW_SERVICE) {
    fprintf(out, " %s", nla_get_string(svc[IPVS_SVC_ATTR_SCHED_NAME]));
    struct ip_vs_flags *flags = nla_data(svc[IPVS_SVC_ATTR_FLAGS]);
    fprintf(out, " persistence %u", flags->flags & IP_VS_SVC_F_PERSISTENT ? nla_get_u32(svc[IPVS_SVC_ATTR_TIMEOUT]) : 0);
  }
  if (all[IPVS_CMD_ATTR_DEST]) {
    nla_parse_nested(dest, IPVS_DEST_ATTR_MAX, all[IPVS_CMD_ATTR_DEST], NULL);
    static const char *methods[] = {"nat", "local", "tun", "dr", "bypass", "?", "?", "?"};
    if (dest[IPVS_DEST_ATTR_ADDR_FAMILY]) family = nla_get_u16(dest[IPVS_DEST_ATTR_ADDR_FAMILY]);
    fprintf(out, " -> ");
    print_address(out, family, dest[IPVS_DEST_ATTR_ADDR]);
    fprintf(out, " %u %s weight %u", ntohs(nla_get_u16(dest[IPVS_DEST_ATTR_PORT])),
            methods[nla_get_u32(dest[IPVS_DEST_ATTR_FWD_METHOD]) & 7], nla_get_u32(dest[IPVS_DEST_ATTR_WEIGHT]));
  }
  fprintf(out, "\n");
  fclose(out);
  return 0;
}

int nl_recvmsgs_default(struct nl_sock *sk) {
  if (!asked_info || !on_valid) return 0;
  struct nl_msg *msg = nlmsg_alloc();
  genlmsg_put(msg, 0, 0, 42, 0, 0, IPVS_CMD_SET_INFO, 1);
  nla_put_u32(msg, IPVS_INFO_ATTR_VERSION, 0x010201);
  nla_put_u32(msg, IPVS_INFO_ATTR_CONN_TAB_SIZE, 4096);
  on_valid(msg, on_valid_arg);
  nlmsg_free(msg);
  return 0;
}
