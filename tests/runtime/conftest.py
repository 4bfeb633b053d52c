from __future__ import annotations

import pytest

from counter_app.domain.counter_profile import CounterProfile


@pytest.fixture(scope="session")
def counter_profile():
    return CounterProfile(
        agency_name="青河镇人民政府",
        center_name="青河镇便民服务中心",
        counter_code="51089910101",
        counter_name="综合窗口 1 号",
        county_name="云岭县",
        enquiry_phone="0839-5550101",
        complaint_phone="0839-5550102",
        address="云岭县青河镇人民路 1 号",
        hours="周一至周五 9:00—12:00 13:30—17:00",
        review_body="云岭县人民政府",
        court="云岭县人民法院",
    )
