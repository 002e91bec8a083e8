# `make run` and `make test` are all a newcomer needs; both install the Debian packages that are missing.
SHELL := /bin/bash
DATA ?= /var/lib/strata
LISTEN ?= 127.0.0.1:6443
STRATA = .build/release/strata
BUILD_PACKAGES = libsqlite3-dev libvirt-dev
RUN_PACKAGES = lxc systemd-container uidmap e2fsprogs dnsmasq-base nftables iproute2 busybox-static mmdebstrap zstd xz-utils
TEST_PACKAGES = openssh-server openssh-client rsync procps python3-venv qemu-system-x86 qemu-utils qemu-system-arm ovmf qemu-guest-agent mtools attr \
    lxd libvirt0 libvirt-clients libvirt-daemon libvirt-daemon-driver-qemu libvirt-daemon-driver-lxc iptables openssl chromium chromium-driver node-xterm novnc \
    golang-go golang-github-vmware-govmomi-dev btrfs-progs
# What `make test-slow` needs beyond: further emulators, and what makes whole virtual machines.
SLOW_PACKAGES = qemu-system-misc qemu-system-ppc opensbi u-boot-qemu fdisk binutils syslinux
BENCH_PACKAGES = python3 curl nginx-light libvirt-clients lxd qemu-system-x86 qemu-utils
# Kubernetes clients that the tests drive the server with, as tools/test-clients fetches them.
CLIENTS = .build-tools/clients

TESTED = HouseTests StrataAPITests XMLDocumentsTests TarStreamsTests StrataResourcesTests StrataControlTests StrataStoreTests StrataCatalogTests StrataCloudInitTests StrataDoctorTests StrataServerTests \
    StrataDaemonTests StrataClientTests StrataCommandTests StrataNetworkTests StrataArchiveTests StrataImagesTests StrataDriverKitTests LXCDriverTests NspawnDriverTests QMPTests GuestAgentTests \
    LXDTests LXDDriverTests LibvirtTests LibvirtDriverTests ProxmoxSimulatorTests ProxmoxDriverTests VSphereSimulatorTests VSphereDriverTests QEMUDriverTests ConformanceTests ServeTests ConsoleTests ThirdPartyClientTests EndToEndTests

# One test at a time: asked for much at once, LXD 5.0.2 loses what commands write, and hangs up in the middle of answers.
ALONE = LXDDriverTests

.PHONY: run build test test-slow lint catalog matrix soak bench packages test-packages stop clean

run: packages build ## start a server and a first container
	@tools/first-run "$(STRATA)" "$(DATA)" "$(LISTEN)"

build: ## the release binary, .build/release/strata
	@tools/need $(BUILD_PACKAGES)
	@echo "building the release binary; the first time takes several minutes, most of it for TLS and cryptography"
	swift build -c release --product strata

test: lint packages test-packages ## all tests, with real engines
	@echo "building the tests; the first time takes several minutes"
	swift build --build-tests
	for suite in $(TESTED); do \
	    case " $(ALONE) " in *" $$suite "*) alone=--no-parallel ;; *) alone= ;; esac; \
	    echo "== $$suite"; swift test --skip-build $$alone --filter "$$suite\." || exit 1; \
	done

test-slow: packages test-packages ## virtual machines of all architectures, a whole Debian, all contracts under machined, clusters, Xen, Incus, LXD with KVM, bad lines
	@tools/need $(SLOW_PACKAGES)
	@tools/test-incus .build-tools/incus
	swift build --build-tests
	STRATA_SLOW=1 swift test --skip-build --filter "(QEMU|Nspawn)DriverTests.*that take long"
	for suite in LXDDriverTests LibvirtDriverTests; do STRATA_SLOW=1 swift test --skip-build --no-parallel --filter "$$suite\." || exit 1; done
	STRATA_SLOW=1 STRATA_LXD_DAEMON=incus swift test --skip-build --no-parallel --filter "(LXDTests|LXDDriverTests)\."
	STRATA_CONFORMANCE_STACKS=lxd STRATA_LXD_DAEMON=incus swift test --skip-build --filter "ConformanceTests\.ContractTests"

lint:
	@! grep -rnE '^(<<<<<<<|>>>>>>>) ' *.md docs Sources Tests Benchmarks tools Package.swift
	swift format lint --strict --recursive Sources Tests Benchmarks Package.swift

catalog: ## what is generated from Sources/StrataCatalog/Data
	swift run strata-catalog-gen Sources/StrataCatalog docs/stacks

matrix: packages test-packages ## docs/support-matrix.md, from the contracts that each driver keeps here
	swift build --build-tests
	mkdir -p docs/conformance
	STRATA_CONFORMANCE_REPORTS=$(CURDIR)/docs/conformance swift test --skip-build --filter 'ConformanceTests\.ContractTests'

soak: packages ## a week of updates against the store
	STRATA_SOAK=1 swift test --filter SoakTests

bench: packages build ## Strata beside its peers, into docs/benchmarks.md; ONLY=list,watch for some of it
	@tools/need $(BENCH_PACKAGES)
	swift build -c release --product strata-bench
	Benchmarks/bench $(if $(ONLY),--only $(ONLY)) $(if $(QUICK),--quick)

packages:
	@tools/need $(BUILD_PACKAGES) $(RUN_PACKAGES)

test-packages:
	@tools/need $(TEST_PACKAGES)
	@tools/test-clients $(CLIENTS)
	@tools/vcsim/build .build-tools/vcsim

stop: ## stop the server that `make run` started
	@tools/stop-server "$(DATA)"

clean:
	rm -rf .build .build-tools
